package dev.quern.engine.io.csv;

import dev.quern.engine.io.OutputFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Text on its way to a file: an array that is written out when it is full. Writers of numbers take
 * room in it and put their digits there themselves.
 */
final class TextOutput {
  /** The most that {@link #room} gives at a time. */
  static final int MAX_ROOM = 4096;

  private static final int SIZE = 256 << 10;

  private final OutputFile file;
  private final byte[] bytes = new byte[SIZE];
  private int used;

  TextOutput(OutputFile file) {
    this.file = file;
  }

  /** The array, with {@code n} free bytes from {@link #position} on. */
  byte[] room(int n) {
    if (SIZE - used < n) {
      flush();
    }
    return bytes;
  }

  /** Where the next byte goes, once there is room for it. */
  int position() {
    return used;
  }

  /** Says that the bytes up to {@code end} are written. */
  void advanceTo(int end) {
    used = end;
  }

  void put(byte b) {
    room(1)[used++] = b;
  }

  void put(byte[] text) {
    put(text, 0, text.length);
  }

  void put(byte[] text, int from, int n) {
    for (int done = 0; done < n; ) {
      int part = Math.min(MAX_ROOM, n - done);
      System.arraycopy(text, from + done, room(part), used, part);
      used += part;
      done += part;
    }
  }

  /** Puts ASCII characters. */
  void put(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      put((byte) ascii.charAt(i));
    }
  }

  void flush() {
    file.write(ByteBuffer.wrap(bytes, 0, used));
    used = 0;
  }

  /** Copies native memory into the room of at most {@link #MAX_ROOM} that was taken for it. */
  void copy(MemorySegment source, long from, int n) {
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, bytes, used, n);
  }
}
