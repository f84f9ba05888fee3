package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/** Search for one needle: its first 8 bytes are compared as one masked word at each place. */
public final class ByteSearch {

  private final byte[] needle;
  private final long word;
  private final long mask;

  /** Prepares the search for {@code needle}, which is not copied. */
  public ByteSearch(byte[] needle) {
    this.needle = needle;
    int head = Math.min(8, needle.length);
    this.word = ViewBytes.word(needle, 0, head);
    this.mask = head == 8 ? -1L : (1L << (8 * head)) - 1;
  }

  /** Whether the needle occurs in the {@code length} bytes from {@code start}. */
  public boolean isIn(MemorySegment segment, long start, int length) {
    return find(segment, start, start + length) >= 0;
  }

  /** Where the needle first stands from {@code start} on, ending by {@code end}; else -1. */
  long find(MemorySegment segment, long start, long end) {
    long last = end - needle.length;
    // words end where the segment does
    long lastWord = Math.min(last, segment.byteSize() - 8);
    long at = start;
    for (; at <= lastWord; at++) {
      if ((segment.get(Slots.INT64, at) & mask) == word
          && (needle.length <= 8 || ViewBytes.matches(segment, at, needle, 8))) {
        return at;
      }
    }
    for (; at <= last; at++) {
      if (ViewBytes.matches(segment, at, needle)) {
        return at;
      }
    }
    return -1;
  }

  int length() {
    return needle.length;
  }
}
