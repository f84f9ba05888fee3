package dev.quern.arrays.reduce;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Int128;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import java.lang.foreign.MemorySegment;

/** Sums. A run of floats is summed in fixed stripes and pairwise, as {@code ReduceKernel} says. */
final class SumReducer extends CellReducer {

  SumReducer(Block block) {
    super(block);
  }

  @Override
  void reset() {
    state().asSlice(0, cells << 3).fill((byte) 0);
  }

  @Override
  void run(MemorySegment values, long at, int count, long cell, long position, long weight) {
    if (floating) {
      set(0, cell, doubleAt(0, cell) + sumOfDoubles(values, at, count));
    } else {
      set(0, cell, add(longAt(0, cell), sumOfLongs(values, at, count)));
    }
  }

  private static double sumOfDoubles(MemorySegment values, long at, int count) {
    if (count < SHORT_RUN) {
      double sum = 0;
      for (long i = at; i < at + count; i++) {
        sum += values.get(DOUBLE, i << 3);
      }
      return sum;
    }
    return Kernels.active()
        .reduce()
        .sumFloat(LaneType.FLOAT64, slice(values, at, count), Bitmaps.ALL_VALID, count);
  }

  private static long sumOfLongs(MemorySegment values, long at, int count) {
    Int128 sum = new Int128();
    if (count < SHORT_RUN) {
      for (long i = at; i < at + count; i++) {
        sum.add(values.get(LONG, i << 3));
      }
    } else {
      Kernels.active()
          .reduce()
          .sum(LaneType.INT64, slice(values, at, count), Bitmaps.ALL_VALID, count, sum);
    }
    if (!sum.fitsLong()) {
      throw overflow();
    }
    return sum.longValueExact();
  }

  private static long add(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      throw overflow();
    }
    return sum;
  }

  private static ComputeException overflow() {
    return new ComputeException("a sum leaves int64: convert with cast(FLOAT64) before");
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
    MemorySegment sums = slice(0, cell, count);
    int row =
        Kernels.active()
            .arithmetic()
            .apply(
                ArithmeticOp.ADD,
                lane,
                sums,
                slice(values, at, count),
                Bitmaps.ALL_VALID,
                sums,
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
