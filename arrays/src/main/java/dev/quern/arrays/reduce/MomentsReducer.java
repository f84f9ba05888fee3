package dev.quern.arrays.reduce;

import dev.quern.engine.chunk.Block;
import dev.quern.engine.kernel.ArithmeticKernel;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Moments;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/**
 * Count, mean and squared deviations. A run is taken in two passes and joined as Chan, Golub and
 * LeVeque (1979) say; a row updates its cells as Welford (1962) says, all by vector kernels. States
 * merge by the former again.
 */
final class MomentsReducer extends CellReducer {
  private static final int COUNT = 0;
  private static final int MEAN = 1;
  private static final int DEVIATIONS = 2;
  private static final int PIECE = 4096;

  private final NativeBuffer scratch;

  MomentsReducer(Block block, MemoryBudget memory) {
    super(block);
    this.scratch = memory.allocate(2L * PIECE * Double.BYTES);
  }

  @Override
  void reset() {
    state().asSlice(0, (3 * cells) << 3).fill((byte) 0);
  }

  @Override
  void run(MemorySegment values, long at, int count, long cell, long position, long weight) {
    Moments moments = new Moments();
    Kernels.active()
        .reduce()
        .moments(LaneType.FLOAT64, slice(values, at, count), Bitmaps.ALL_VALID, count, moments);
    join(cell, count, moments.mean(), moments.deviations());
  }

  private void join(long cell, double count, double mean, double deviations) {
    double before = doubleAt(COUNT, cell);
    if (count == 0) {
      return;
    }
    if (before == 0) {
      set(COUNT, cell, count);
      set(MEAN, cell, mean);
      set(DEVIATIONS, cell, deviations);
      return;
    }
    double total = before + count;
    double delta = mean - doubleAt(MEAN, cell);
    set(COUNT, cell, total);
    set(MEAN, cell, doubleAt(MEAN, cell) + delta * (count / total));
    set(
        DEVIATIONS,
        cell,
        doubleAt(DEVIATIONS, cell) + deviations + delta * delta * (before / total * count));
  }

  @Override
  void row(MemorySegment values, long at, int count, long cell, long position, long weight) {
    if (count < SHORT_RUN) {
      for (int i = 0; i < count; i++) {
        join(cell + i, 1, values.get(DOUBLE, (at + i) << 3), 0);
      }
      return;
    }
    for (int done = 0; done < count; done += PIECE) {
      int n = Math.min(PIECE, count - done);
      welford(slice(values, at + done, n), cell + done, n);
    }
  }

  /* All cells of a row have seen equally many elements. */
  private void welford(MemorySegment row, long cell, int n) {
    ArithmeticKernel kernel = Kernels.active().arithmetic();
    MemorySegment counts = slice(COUNT, cell, n);
    MemorySegment means = slice(MEAN, cell, n);
    MemorySegment deviations = slice(DEVIATIONS, cell, n);
    MemorySegment delta = scratch.segment().asSlice(0, (long) n << 3);
    MemorySegment step = scratch.segment().asSlice((long) PIECE << 3, (long) n << 3);
    double count = doubleAt(COUNT, cell) + 1;
    Kernels.active().select().fill(8, LaneType.FLOAT64.bits(count), 0, counts, n);
    apply(kernel, ArithmeticOp.SUBTRACT, row, means, delta, n);
    int _ =
        kernel.apply(
            ArithmeticOp.DIVIDE,
            LaneType.FLOAT64,
            delta,
            LaneType.FLOAT64.bits(count),
            Bitmaps.ALL_VALID,
            step,
            n);
    apply(kernel, ArithmeticOp.ADD, means, step, means, n);
    apply(kernel, ArithmeticOp.SUBTRACT, row, means, step, n);
    Kernels.active().math().fma(LaneType.FLOAT64, delta, step, deviations, deviations, n);
  }

  private static void apply(
      ArithmeticKernel kernel,
      ArithmeticOp op,
      MemorySegment left,
      MemorySegment right,
      MemorySegment out,
      int n) {
    // Floats do not overflow to an error.
    int _ = kernel.apply(op, LaneType.FLOAT64, left, right, Bitmaps.ALL_VALID, out, n);
  }

  @Override
  public void merge(Block other) {
    MemorySegment values = other.values();
    for (long cell = 0; cell < cells; cell++) {
      join(
          cell,
          values.get(DOUBLE, cell << 3),
          values.get(DOUBLE, (MEAN * cells + cell) << 3),
          values.get(DOUBLE, (DEVIATIONS * cells + cell) << 3));
    }
  }

  @Override
  public void close() {
    scratch.close();
    super.close();
  }
}
