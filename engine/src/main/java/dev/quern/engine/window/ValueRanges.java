package dev.quern.engine.window;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;

/**
 * Frames of rows whose value to order by is at most so far away. Nulls are near to nulls alone, NaN
 * to NaN. The frames move with the rows: each bound passes each row once.
 */
abstract class ValueRanges {
  private final ColumnVector column;

  private ValueRanges(ColumnVector column) {
    this.column = column;
  }

  static ValueRanges of(WindowBlock block) {
    SortKey key = block.order().getFirst();
    ColumnVector column = block.rows().column(key.column());
    return column.type().isFloating()
        ? new OfFloats(column, key.descending())
        : new OfIntegers(column, key.descending());
  }

  /** Whether the value of {@code other} lies before that of {@code row} and {@code distance}. */
  abstract boolean isBefore(int other, int row, long distance);

  /** Whether it lies behind. */
  abstract boolean isBehind(int other, int row, long distance);

  /** The frames of rows {@code begin} to {@code end - 1}, which are a partition. */
  void fill(WindowFrame frame, int begin, int end, MemorySegment from, MemorySegment to) {
    int first = begin;
    while (first < end && column.isNull(first)) {
      first++;
    }
    int last = end;
    while (last > first && column.isNull(last - 1)) {
      last--;
    }
    nulls(frame, begin, first, begin, end, from, to);
    nulls(frame, last, end, begin, end, from, to);
    int low = first;
    int high = first;
    for (int row = first; row < last; row++) {
      while (!frame.isFromStart() && low < last && isBefore(low, row, frame.start())) {
        low++;
      }
      high = Math.max(high, low);
      while (!frame.isToEnd() && high < last && !isBehind(high, row, frame.end())) {
        high++;
      }
      Slots.setInt32(from, row, frame.isFromStart() ? begin : low);
      Slots.setInt32(to, row, frame.isToEnd() ? end : high);
    }
  }

  private static void nulls(
      WindowFrame frame,
      int first,
      int last,
      int begin,
      int end,
      MemorySegment from,
      MemorySegment to) {
    for (int row = first; row < last; row++) {
      Slots.setInt32(from, row, frame.isFromStart() ? begin : first);
      Slots.setInt32(to, row, frame.isToEnd() ? end : last);
    }
  }

  /** Integers, days and counts of time units. */
  private static final class OfIntegers extends ValueRanges {
    private final ColumnVector column;
    private final boolean descending;

    OfIntegers(ColumnVector column, boolean descending) {
      super(column);
      this.column = column;
      this.descending = descending;
    }

    @Override
    boolean isBefore(int other, int row, long distance) {
      return value(other) < bound(row, distance);
    }

    @Override
    boolean isBehind(int other, int row, long distance) {
      return value(other) > bound(row, distance);
    }

    private long bound(int row, long distance) {
      long value = value(row);
      long sum = value + distance;
      boolean overflows = ((value ^ sum) & (distance ^ sum)) < 0;
      return overflows ? (distance < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    /* The complement turns the order and keeps the distances. */
    private long value(int row) {
      long value = Values.longAt(column, row);
      if (column.type() == DType.UINT64) {
        value = OrderedBits.ofUnsigned(value);
      }
      return descending ? ~value : value;
    }
  }

  /** Floats. */
  private static final class OfFloats extends ValueRanges {
    private final ColumnVector column;
    private final boolean descending;

    OfFloats(ColumnVector column, boolean descending) {
      super(column);
      this.column = column;
      this.descending = descending;
    }

    @Override
    boolean isBefore(int other, int row, long distance) {
      return order(other, row, distance) < 0;
    }

    @Override
    boolean isBehind(int other, int row, long distance) {
      return order(other, row, distance) > 0;
    }

    /* In a descending order NaN comes first: as the least, once all signs are turned. */
    private int order(int other, int row, long distance) {
      double value = Values.doubleAt(column, other);
      double mine = Values.doubleAt(column, row);
      if (Double.isNaN(value) || Double.isNaN(mine)) {
        int plain = Boolean.compare(Double.isNaN(value), Double.isNaN(mine));
        return descending ? -plain : plain;
      }
      return descending
          ? Double.compare(0.0 - value, 0.0 - mine + distance)
          : Double.compare(value + 0.0, mine + distance);
    }
  }
}
