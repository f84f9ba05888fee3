package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.io.PositionalInput;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.Message;
import org.jspecify.annotations.Nullable;

/**
 * Messages that lie in a file. Only their metadata is read at once; of their bodies just the
 * buffers that are asked for, each straight to its place.
 */
final class FileMessages implements MessageSource {
  private static final int CONTINUATION = -1;

  private final PositionalInput file;
  private final long end;
  private long position;

  /** The messages from {@code position} to {@code end}; {@code file} is closed with this. */
  FileMessages(PositionalInput file, long position, long end) {
    this.file = file;
    this.position = position;
    this.end = end;
  }

  @Override
  public @Nullable IpcMessage next() {
    if (position == end) {
      return null;
    }
    IpcMessage message = read(file, position, end);
    if (message != null) {
      position = ((FileBody) message.body()).end();
    }
    return message;
  }

  /** Goes on with the message that begins at byte {@code at}. */
  void seek(long at) {
    position = at;
  }

  @Override
  public void close() {
    file.close();
  }

  /** The message at {@code position}; null when it says that the stream ends. */
  static @Nullable IpcMessage read(PositionalInput file, long position, long end) {
    String where = file.name() + " at byte " + position;
    if (position < 0 || end - position < 4) {
      throw new DataException(where + ": the file ends inside a message");
    }
    int prefix = (int) Math.min(8, end - position);
    ByteBuffer frame = ByteBuffer.wrap(bytes(file, position, prefix));
    frame.order(ByteOrder.LITTLE_ENDIAN);
    int length = frame.getInt(0);
    if (length == CONTINUATION) {
      if (prefix < 8) {
        throw new DataException(where + ": the file ends inside a message");
      }
      length = frame.getInt(4);
    } else {
      // Before Arrow 0.15 the length stood first.
      prefix = 4;
    }
    if (length == 0) {
      return null;
    }
    long metadata = position + prefix;
    Metadata.checkLength(length, end - metadata, where);
    Message message = Metadata.message(bytes(file, metadata, length), where);
    long start = metadata + length;
    long size = Metadata.guard(where, message::bodyLength);
    Metadata.checkBody(size, end - start, where);
    return new IpcMessage(message, length, new FileBody(file, start, size), where);
  }

  static byte[] bytes(PositionalInput file, long position, int count) {
    byte[] bytes = new byte[count];
    file.read(position, MemorySegment.ofArray(bytes));
    return bytes;
  }

  /** A part of a file. */
  private record FileBody(PositionalInput file, long start, long size) implements Body {
    @Override
    public void read(long position, MemorySegment target) {
      file.read(start + position, target);
    }

    long end() {
      return start + size;
    }

    @Override
    public void close() {}
  }
}
