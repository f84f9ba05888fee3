package dev.quern.engine.io.text;

import dev.quern.engine.StorageException;
import dev.quern.engine.io.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Text on its way to a file, compressed as the ending of its name says, or to a stream: an array
 * that is written out when it is full. Writers of numbers take room in it and put their digits
 * there themselves. Used by one thread at a time.
 */
public final class TextOutput implements AutoCloseable {
  /** The most that {@link #room} gives at a time. */
  public static final int MAX_ROOM = 4096;

  private static final int SIZE = 256 << 10;

  private final String name;
  private final OutputStream stream;
  private final byte[] bytes = new byte[SIZE];
  private int used;
  private long flushed;

  private TextOutput(String name, OutputStream stream) {
    this.name = name;
    this.stream = stream;
  }

  /** The text of {@code file}, which stays the caller's to commit and to close. */
  public static TextOutput of(OutputFile file) {
    try {
      OutputStream stream = TextCompression.ofName(file.target()).compress(new FileStream(file));
      return new TextOutput(file.target().toString(), stream);
    } catch (IOException e) {
      throw failed(file.target().toString(), e);
    }
  }

  /** Text that goes to {@code stream} as it is, all of it once it is finished. */
  public static TextOutput to(OutputStream stream) {
    return new TextOutput("a stream", stream);
  }

  /** The array, with {@code n} free bytes from {@link #position} on. */
  public byte[] room(int n) {
    if (SIZE - used < n) {
      flush();
    }
    return bytes;
  }

  /** How many bytes have been written so far, before they are compressed. */
  public long written() {
    return flushed + used;
  }

  /** Where the next byte goes, once there is room for it. */
  public int position() {
    return used;
  }

  /** Says that the bytes up to {@code end} are written. */
  public void advanceTo(int end) {
    used = end;
  }

  /** Puts one byte. */
  public void put(byte b) {
    room(1)[used++] = b;
  }

  /** Puts bytes, however many. */
  public void put(byte[] text) {
    put(text, 0, text.length);
  }

  /** Puts {@code n} bytes from {@code from} on. */
  public void put(byte[] text, int from, int n) {
    for (int done = 0; done < n; ) {
      int part = Math.min(MAX_ROOM, n - done);
      System.arraycopy(text, from + done, room(part), used, part);
      used += part;
      done += part;
    }
  }

  /** Puts ASCII characters. */
  public void put(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      put((byte) ascii.charAt(i));
    }
  }

  /** Copies native memory into the room of at most {@link #MAX_ROOM} that was taken for it. */
  public void copy(MemorySegment source, long from, int n) {
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, bytes, used, n);
  }

  /** Brings the text to its end in the file, which then can be committed. */
  public void finish() {
    flush();
    close();
  }

  /** Frees what compresses; without {@link #finish} before, the text is of no use. */
  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  private void flush() {
    try {
      stream.write(bytes, 0, used);
    } catch (IOException e) {
      throw failed(name, e);
    }
    flushed += used;
    used = 0;
  }

  private static StorageException failed(String name, IOException e) {
    return new StorageException("%s cannot be compressed: %s".formatted(name, e.getMessage()), e);
  }

  /** The file as a stream that closes nothing. */
  private static final class FileStream extends OutputStream {
    private final OutputFile file;

    FileStream(OutputFile file) {
      this.file = file;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int from, int n) {
      file.write(ByteBuffer.wrap(source, from, n));
    }
  }
}
