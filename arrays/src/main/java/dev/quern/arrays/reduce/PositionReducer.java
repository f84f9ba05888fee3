package dev.quern.arrays.reduce;

import dev.quern.engine.chunk.Block;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.ReduceKernel;
import java.lang.foreign.MemorySegment;

/**
 * Where the least or greatest elements are. A cell holds the element, as the bits of its type, and
 * its position, -1 before the first; of equals the least position stays, and NaN is found before
 * anything else.
 *
 * <p>The state is INT64 throughout or FLOAT64 throughout: positions of floats are kept as bits,
 * too.
 */
final class PositionReducer extends CellReducer {
  private static final int VALUE = 0;
  private static final int POSITION = 1;

  private final boolean greatest;
  private final LaneType lane;

  PositionReducer(Block block, boolean greatest) {
    super(block);
    this.greatest = greatest;
    this.lane = floating ? LaneType.FLOAT64 : LaneType.INT64;
  }

  @Override
  void reset() {
    for (long cell = 0; cell < cells; cell++) {
      set(VALUE, cell, 0L);
      set(POSITION, cell, -1L);
    }
  }

  @Override
  void run(MemorySegment values, long at, int count, long cell, long position, long weight) {
    int found = find(slice(values, at, count), count);
    offer(cell, values.get(LONG, (at + found) << 3), position + found * weight);
  }

  private int find(MemorySegment run, int count) {
    ReduceKernel reduce = Kernels.active().reduce();
    // NaN is the greatest to kernels, so the first NaN is where the maximum is.
    int last = floating || greatest ? reduce.argMax(lane, run, Bitmaps.ALL_VALID, count) : 0;
    if (greatest || (floating && Double.isNaN(run.get(DOUBLE, (long) last << 3)))) {
      return last;
    }
    return reduce.argMin(lane, run, Bitmaps.ALL_VALID, count);
  }

  @Override
  void row(MemorySegment values, long at, int count, long cell, long position, long weight) {
    for (int i = 0; i < count; i++) {
      offer(cell + i, values.get(LONG, (at + i) << 3), position + i * weight);
    }
  }

  private void offer(long cell, long value, long position) {
    long present = longAt(POSITION, cell);
    int order = present < 0 ? 1 : compare(value, longAt(VALUE, cell));
    if (order > 0 || (order == 0 && position < present)) {
      set(VALUE, cell, value);
      set(POSITION, cell, position);
    }
  }

  /* Positive when `value` is to be preferred to `other`. */
  private int compare(long value, long other) {
    if (!floating) {
      return greatest ? Long.compare(value, other) : Long.compare(other, value);
    }
    double a = Double.longBitsToDouble(value);
    double b = Double.longBitsToDouble(other);
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    if (a == b) {
      return 0;
    }
    return (a > b) == greatest ? 1 : -1;
  }

  @Override
  public void merge(Block other) {
    MemorySegment values = other.values();
    for (long cell = 0; cell < cells; cell++) {
      long position = values.get(LONG, (POSITION * cells + cell) << 3);
      if (position >= 0) {
        offer(cell, values.get(LONG, cell << 3), position);
      }
    }
  }
}
