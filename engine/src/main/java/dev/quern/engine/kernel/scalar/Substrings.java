package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import java.lang.foreign.MemorySegment;

/** Parts of strings as views of the same buffers: only what fits inline is copied. */
final class Substrings {
  private Substrings() {}

  static void cut(Views strings, int skip, int count, MemorySegment out, int n) {
    MemorySegment views = strings.views();
    for (int i = 0; i < n; i++) {
      long first = Slots.low(views, i);
      long second = Slots.high(views, i);
      MemorySegment bytes = ViewBytes.segment(strings, first, second);
      long start = ViewBytes.offset(i, first, second);
      long end = start + ViewBytes.length(first);
      long from = advance(bytes, start, end, skip);
      long to = advance(bytes, from, end, count);
      put(bytes, from, (int) (to - from), second, out, i);
    }
  }

  /** The offset {@code codePoints} further on, at most {@code end}. */
  private static long advance(MemorySegment bytes, long start, long end, int codePoints) {
    long at = start;
    for (int left = codePoints; left > 0 && at < end; left--) {
      do {
        at++;
      } while (at < end && (bytes.get(Slots.INT8, at) & 0xC0) == 0x80);
    }
    return at;
  }

  private static void put(
      MemorySegment bytes, long from, int length, long second, MemorySegment out, int row) {
    if (length > Views.INLINE) {
      // So long a part is that of a long string, whose view names the buffer.
      long prefix = bytes.get(Slots.INT32, from) & 0xFFFFFFFFL;
      Slots.setWide(out, row, from << 32 | (second & 0xFFFFFFFFL), prefix << 32 | length);
      return;
    }
    long low = length;
    long high = 0;
    for (int b = 0; b < length; b++) {
      long octet = bytes.get(Slots.INT8, from + b) & 0xFFL;
      if (b < 4) {
        low |= octet << (32 + 8 * b);
      } else {
        high |= octet << (8 * (b - 4));
      }
    }
    Slots.setWide(out, row, high, low);
  }
}
