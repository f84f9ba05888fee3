package dev.quern.arrays.reduce;

import dev.quern.engine.chunk.Block;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.ReduceKernel;
import java.lang.foreign.MemorySegment;

/**
 * Least or greatest elements.
 *
 * <p>Kernels take NaN for the greatest value, so it propagates through a maximum by itself, and is
 * lost in a minimum. So the minimum of floats is kept as the maximum of the negated elements:
 * {@link Reduction#accumulated} negates them, and {@link Reduction#finish} turns the result round.
 */
final class ExtremeReducer extends CellReducer {
  private final boolean greatest;
  private final LaneType lane;

  ExtremeReducer(Block block, boolean greatest) {
    super(block);
    this.greatest = greatest || floating;
    this.lane = floating ? LaneType.FLOAT64 : LaneType.INT64;
  }

  @Override
  void reset() {
    long none;
    if (floating) {
      none = lane.bits(Double.NEGATIVE_INFINITY);
    } else {
      none = greatest ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    CellLoop.overCells(
        cells,
        (cell, count) -> Kernels.active().select().fill(8, none, 0, slice(0, cell, count), count));
  }

  @Override
  void run(MemorySegment values, long at, int count, long cell, long position, long weight) {
    MemorySegment run = slice(values, at, count);
    ReduceKernel reduce = Kernels.active().reduce();
    if (floating) {
      double found = reduce.maxFloat(lane, run, Bitmaps.ALL_VALID, count);
      set(0, cell, Math.max(doubleAt(0, cell), found));
    } else if (greatest) {
      set(0, cell, Math.max(longAt(0, cell), reduce.max(lane, run, Bitmaps.ALL_VALID, count)));
    } else {
      set(0, cell, Math.min(longAt(0, cell), reduce.min(lane, run, Bitmaps.ALL_VALID, count)));
    }
  }

  @Override
  void row(MemorySegment values, long at, int count, long cell, long position, long weight) {
    if (count < SHORT_RUN) {
      for (int i = 0; i < count; i++) {
        one(values, at + i, cell + i);
      }
      return;
    }
    MemorySegment extremes = slice(0, cell, count);
    ArithmeticOp op = greatest ? ArithmeticOp.MAX : ArithmeticOp.MIN;
    // An extreme always fits.
    int _ =
        Kernels.active()
            .arithmetic()
            .apply(
                op, lane, extremes, slice(values, at, count), Bitmaps.ALL_VALID, extremes, count);
  }

  private void one(MemorySegment values, long at, long cell) {
    if (floating) {
      set(0, cell, Math.max(doubleAt(0, cell), values.get(DOUBLE, at << 3)));
    } else {
      long value = values.get(LONG, at << 3);
      long extreme = longAt(0, cell);
      set(0, cell, greatest ? Math.max(extreme, value) : Math.min(extreme, value));
    }
  }

  @Override
  public void merge(Block other) {
    CellLoop.overCells(cells, (cell, count) -> row(other.values(), cell, count, cell, 0, 0));
  }
}
