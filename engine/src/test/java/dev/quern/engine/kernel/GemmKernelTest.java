package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class GemmKernelTest {
  private static final int[] SIZES = {1, 2, 5, 6, 7, 13, 16, 17, 33, 191, 193, 257, 515};

  @Test
  void twinsAgreeBitForBit(MemoryBudget budget) {
    GemmKernel simd = Kernels.simd().orElseThrow().gemm();
    for (int round = 0; round < 60; round++) {
      SplittableRandom random = new SplittableRandom(round);
      int m = SIZES[random.nextInt(SIZES.length)];
      int n = SIZES[random.nextInt(SIZES.length)];
      int k = SIZES[random.nextInt(SIZES.length)];
      double[] a = random.doubles((long) m * k, -1, 1).toArray();
      double[] b = random.doubles((long) k * n, -1, 1).toArray();
      double[] start = random.doubles((long) m * n, -1, 1).toArray();
      double[] scalar = run(budget, Kernels.scalar().gemm(), m, n, k, a, b, start);
      double[] vector = run(budget, simd, m, n, k, a, b, start);
      String context = "%d x %d x %d, seed %d".formatted(m, n, k, round);
      for (int i = 0; i < scalar.length; i++) {
        Check.same(vector[i], scalar[i], context, i);
      }
      int i = random.nextInt(m);
      int j = random.nextInt(n);
      double sum = start[i * n + j];
      for (int l = 0; l < k; l++) {
        sum += a[i * k + l] * b[l * n + j];
      }
      assertThat(Math.abs(scalar[i * n + j] - sum)).as(context).isLessThan(1e-12 * k);
    }
  }

  private static double[] run(
      MemoryBudget budget,
      GemmKernel kernel,
      int m,
      int n,
      int k,
      double[] a,
      double[] b,
      double[] start) {
    try (NativeBuffer left = buffer(budget, a);
        NativeBuffer right = buffer(budget, b);
        NativeBuffer sum = buffer(budget, start);
        NativeBuffer scratch = budget.allocate(kernel.scratchBytes(m, n, k))) {
      // Bounded to their elements, so that a step beyond them is an error.
      kernel.multiplyAdd(
          m,
          n,
          k,
          left.segment().asSlice(0, 8L * a.length),
          right.segment().asSlice(0, 8L * b.length),
          sum.segment().asSlice(0, 8L * start.length),
          scratch.segment());
      return sum.segment().asSlice(0, 8L * start.length).toArray(ValueLayout.JAVA_DOUBLE);
    }
  }

  private static NativeBuffer buffer(MemoryBudget budget, double... values) {
    NativeBuffer buffer = budget.allocate(8L * values.length);
    for (int i = 0; i < values.length; i++) {
      buffer.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, i, values[i]);
    }
    return buffer;
  }
}
