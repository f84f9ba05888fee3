package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.ReduceKernel;
import java.lang.foreign.MemorySegment;

/**
 * Sums in the order that {@link ReduceKernel} fixes: 32 stripes in a block of 1024 rows, stripes
 * folded pairwise, blocks added pairwise. Rows left out count as 0.0, which changes no bit: a
 * stripe starts at 0.0 and so is never -0.0.
 */
public final class FloatSums {

  private static final int BLOCK = ReduceKernel.SUM_BLOCK;
  private static final int STRIPES = ReduceKernel.SUM_STRIPES;

  private FloatSums() {}

  /** The number of rows of the first half of {@code n} rows: blocks, a power of two of them. */
  public static int half(int n) {
    return Integer.highestOneBit((n - 1) / BLOCK) * BLOCK;
  }

  /**
   * The sum of blocks' sums {@code from} to {@code to - 1}, at least one, in the order of halves.
   */
  public static double pairwise(double[] sums, int from, int to) {
    if (to - from == 1) {
      return sums[from];
    }
    int middle = from + Integer.highestOneBit(to - from - 1);
    return pairwise(sums, from, middle) + pairwise(sums, middle, to);
  }

  /** The sum of a block's stripes. Overwrites the array. */
  public static double fold(double[] stripes) {
    return fold(stripes, STRIPES);
  }

  /** The sum of the first {@code width} stripes, a power of two. Overwrites the array. */
  public static double fold(double[] stripes, int width) {
    for (int half = width / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        stripes[i] += stripes[i + half];
      }
    }
    return stripes[0];
  }

  /** The sum of rows {@code from}, a multiple of the block, to {@code to - 1}. */
  static double sum(LaneType type, MemorySegment values, MemorySegment rows, int from, int to) {
    if (to - from <= BLOCK) {
      return block(type, values, rows, from, to);
    }
    int middle = from + half(to - from);
    return sum(type, values, rows, from, middle) + sum(type, values, rows, middle, to);
  }

  /** The sum of the squared distances from {@code mean}. */
  static double deviations(
      LaneType type, MemorySegment values, MemorySegment rows, int from, int to, double mean) {
    if (to - from <= BLOCK) {
      return blockDeviations(type, values, rows, from, to, mean);
    }
    int middle = from + half(to - from);
    return deviations(type, values, rows, from, middle, mean)
        + deviations(type, values, rows, middle, to, mean);
  }

  /** One block of {@link #sum}; vector kernels call it for the last, short one. */
  public static double block(
      LaneType type, MemorySegment values, MemorySegment rows, int from, int to) {
    double[] block = new double[BLOCK];
    Blocks.load(type, values, from, block, to - from);
    Masks.clear(block, rows, from, to - from, 0.0);
    return stripes(block);
  }

  /** One block of {@link #deviations}. */
  public static double blockDeviations(
      LaneType type, MemorySegment values, MemorySegment rows, int from, int to, double mean) {
    double[] block = new double[BLOCK];
    Blocks.load(type, values, from, block, to - from);
    for (int i = 0; i < to - from; i++) {
      double distance = block[i] - mean;
      block[i] = distance * distance;
    }
    Masks.clear(block, rows, from, to - from, 0.0);
    return stripes(block);
  }

  private static double stripes(double[] block) {
    double[] stripes = new double[STRIPES];
    for (int i = 0; i < BLOCK; i += STRIPES) {
      for (int j = 0; j < STRIPES; j++) {
        stripes[j] += block[i + j];
      }
    }
    return fold(stripes);
  }
}
