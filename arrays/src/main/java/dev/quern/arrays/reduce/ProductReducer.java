package dev.quern.arrays.reduce;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import java.lang.foreign.MemorySegment;

/** Products; a run is multiplied in four stripes. */
final class ProductReducer extends CellReducer {

  ProductReducer(Block block) {
    super(block);
  }

  @Override
  void reset() {
    CellLoop.overCells(
        cells,
        (cell, count) ->
            Kernels.active()
                .select()
                .fill(
                    8,
                    floating ? Double.doubleToRawLongBits(1.0) : 1L,
                    0,
                    slice(0, cell, count),
                    count));
  }

  @Override
  void run(MemorySegment values, long at, int count, long cell, long position, long weight) {
    if (floating) {
      set(0, cell, doubleAt(0, cell) * productOfDoubles(values, at, count));
    } else {
      set(0, cell, productOfLongs(longAt(0, cell), values, at, count));
    }
  }

  private static double productOfDoubles(MemorySegment values, long at, int count) {
    double p0 = 1;
    double p1 = 1;
    double p2 = 1;
    double p3 = 1;
    long i = at;
    long end = at + count;
    for (; i + 4 <= end; i += 4) {
      p0 *= values.get(DOUBLE, i << 3);
      p1 *= values.get(DOUBLE, (i + 1) << 3);
      p2 *= values.get(DOUBLE, (i + 2) << 3);
      p3 *= values.get(DOUBLE, (i + 3) << 3);
    }
    for (; i < end; i++) {
      p0 *= values.get(DOUBLE, i << 3);
    }
    return (p0 * p1) * (p2 * p3);
  }

  private static long productOfLongs(long start, MemorySegment values, long at, int count) {
    long product = start;
    for (long i = at; i < at + count; i++) {
      long factor = values.get(LONG, i << 3);
      long low = product * factor;
      if (Math.multiplyHigh(product, factor) != low >> 63) {
        throw overflow();
      }
      product = low;
    }
    return product;
  }

  private static ComputeException overflow() {
    return new ComputeException("a product leaves int64: convert with cast(FLOAT64) before");
  }

  @Override
  void row(MemorySegment values, long at, int count, long cell, long position, long weight) {
    if (count < SHORT_RUN) {
      for (int i = 0; i < count; i++) {
        run(values, at + i, 1, cell + i, position, weight);
      }
      return;
    }
    LaneType lane = floating ? LaneType.FLOAT64 : LaneType.INT64;
    MemorySegment products = slice(0, cell, count);
    int row =
        Kernels.active()
            .arithmetic()
            .apply(
                ArithmeticOp.MULTIPLY,
                lane,
                products,
                slice(values, at, count),
                Bitmaps.ALL_VALID,
                products,
                count);
    if (row != Kernels.NONE) {
      throw overflow();
    }
  }

  @Override
  public void merge(Block other) {
    CellLoop.overCells(cells, (cell, count) -> row(other.values(), cell, count, cell, 0, 0));
  }
}
