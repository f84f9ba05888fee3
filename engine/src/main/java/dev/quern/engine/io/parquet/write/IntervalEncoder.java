package dev.quern.engine.io.parquet.write;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.type.CalendarInterval;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Intervals: three unsigned 32-bit integers, months, days and milliseconds. They have no order, so
 * there are no bounds, and no dictionary either.
 */
final class IntervalEncoder extends PlainEncoder {
  /** Bytes of a value. */
  static final int WIDTH = 12;

  private static final long MILLI = 1_000_000;

  @Override
  int plain(ColumnVector flat, int[] slots, int from, int to, GrowableBuffer out, int limit) {
    MemorySegment values = flat.values();
    int at = from;
    for (; at < to && (out.size() == 0 || out.size() + WIDTH <= limit); at++) {
      long slot = 16L * slots[at];
      int months = values.get(GrowableBuffer.INT, slot);
      int days = values.get(GrowableBuffer.INT, slot + 4);
      long nanos = values.get(GrowableBuffer.LONG, slot + 8);
      long millis = nanos / MILLI;
      if (months < 0 || days < 0 || nanos % MILLI != 0 || millis >>> Integer.SIZE != 0) {
        throw new ComputeException(
            "%s in row %d of a batch: Parquet's intervals are of whole milliseconds, up to 2^32 of them, and no part is negative"
                .formatted(new CalendarInterval(months, days, nanos), slots[at]));
      }
      out.putInt(months);
      out.putInt(days);
      out.putInt((int) millis);
    }
    return at - from;
  }

  @Override
  @Nullable Bounds endPage(int[] codes, int n) {
    return null;
  }

  @Override
  @Nullable Bounds bounds() {
    return null;
  }

  @Override
  void clear() {}
}
