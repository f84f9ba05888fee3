package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.GemmKernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Matrix products in plain Java: row by row, so that all three matrices are read in order. */
public final class ScalarGemm implements GemmKernel {
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  @Override
  public long scratchBytes(int rows, int columns, int inner) {
    return 8L * columns;
  }

  @Override
  public void multiplyAdd(
      int rows,
      int columns,
      int inner,
      MemorySegment left,
      MemorySegment right,
      MemorySegment sum,
      MemorySegment scratch) {
    for (int from = 0; from < inner; from += INNER_BLOCK) {
      int to = Math.min(inner, from + INNER_BLOCK);
      for (int row = 0; row < rows; row++) {
        scratch.asSlice(0, 8L * columns).fill((byte) 0);
        for (int k = from; k < to; k++) {
          double factor = left.get(DOUBLE, ((long) row * inner + k) << 3);
          addScaled(factor, right, (long) k * columns, scratch, columns);
        }
        add(scratch, sum, (long) row * columns, columns);
      }
    }
  }

  private static void addScaled(
      double factor, MemorySegment right, long at, MemorySegment out, int n) {
    for (int j = 0; j < n; j++) {
      double value = Math.fma(factor, right.get(DOUBLE, (at + j) << 3), out.get(DOUBLE, 8L * j));
      out.set(DOUBLE, 8L * j, value);
    }
  }

  private static void add(MemorySegment in, MemorySegment out, long at, int n) {
    for (int j = 0; j < n; j++) {
      out.set(DOUBLE, (at + j) << 3, out.get(DOUBLE, (at + j) << 3) + in.get(DOUBLE, 8L * j));
    }
  }
}
