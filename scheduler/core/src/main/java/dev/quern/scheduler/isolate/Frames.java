package dev.quern.scheduler.isolate;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/**
 * One end of the connection between two processes: frames of a kind and some bytes. Not
 * thread-safe; closing it from another thread ends whatever it does.
 */
final class Frames implements AutoCloseable {
  /*
   *   frame:   int length of what follows, byte kind, bytes
   */
  static final byte READY = 1;
  static final byte CALL = 2;
  static final byte RESULT = 3;
  static final byte THROWN = 4;

  private static final int LONGEST = 1 << 30;

  private final SocketChannel channel;
  private final DataInputStream in;
  private final DataOutputStream out;

  Frames(SocketChannel channel) {
    this.channel = channel;
    this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
    this.out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
  }

  void write(byte kind, byte[] bytes) throws IOException {
    if (bytes.length >= LONGEST) {
      throw new IOException(
          "%d bytes are too many for one message: hand large data over as batches"
              .formatted(bytes.length));
    }
    out.writeInt(bytes.length + 1);
    out.writeByte(kind);
    out.write(bytes);
    out.flush();
  }

  /**
   * The next frame.
   *
   * @throws java.io.EOFException when the other end has gone
   */
  Frame read() throws IOException {
    int length = in.readInt();
    if (length < 1 || length > LONGEST) {
      throw new IOException(
          "a message claims %d bytes: the connection is broken".formatted(length));
    }
    byte kind = in.readByte();
    byte[] bytes = in.readNBytes(length - 1);
    if (bytes.length != length - 1) {
      throw new IOException("a message broke off");
    }
    return new Frame(kind, bytes);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** What was read. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Frame(byte kind, byte[] bytes) {}
}
