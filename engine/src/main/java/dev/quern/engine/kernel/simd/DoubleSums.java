package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.ReduceKernel.SUM_BLOCK;
import static dev.quern.engine.kernel.ReduceKernel.SUM_STRIPES;
import static dev.quern.engine.kernel.simd.Species.F64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;
import static dev.quern.engine.kernel.simd.Species.MASK_64;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.scalar.FloatSums;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sums of FLOAT64 in the order of {@link FloatSums}. Four vectors of stripes are added up at a
 * time: with 512-bit lanes that is all 32 stripes in one pass over a block, with 256-bit ones two
 * passes.
 */
final class DoubleSums {

  private static final int GROUP = 4 * LANES_64;
  private static final long BYTES = 8L * LANES_64;

  private DoubleSums() {}

  /** The sum of rows {@code from}, a multiple of the block, to {@code to - 1}. */
  static double sum(MemorySegment values, MemorySegment rows, int from, int to) {
    int blocks = (to - from) / SUM_BLOCK;
    double[] sums = new double[blocks + 1];
    if (Bitmaps.isAllValid(rows)) {
      blocks(values, from, sums, blocks);
    } else {
      blocks(values, rows, from, sums, blocks);
    }
    int count = blocks;
    int rest = from + blocks * SUM_BLOCK;
    if (rest < to || blocks == 0) {
      sums[count++] = FloatSums.block(LaneType.FLOAT64, values, rows, rest, to);
    }
    return FloatSums.pairwise(sums, 0, count);
  }

  /*
   * The two loops below spell every vector call out and stand in methods of their own: as helper
   * methods, or inlined into a recursion, some calls were not compiled in place, and each vector
   * that passed through one became an object (ten times slower).
   */

  private static void blocks(MemorySegment values, int from, double[] sums, int blocks) {
    double[] stripes = new double[SUM_STRIPES];
    for (int block = 0; block < blocks; block++) {
      for (int group = 0; group < SUM_STRIPES; group += GROUP) {
        DoubleVector sum0 = DoubleVector.zero(F64);
        DoubleVector sum1 = DoubleVector.zero(F64);
        DoubleVector sum2 = DoubleVector.zero(F64);
        DoubleVector sum3 = DoubleVector.zero(F64);
        long at = (long) (from + block * SUM_BLOCK + group) << 3;
        for (int i = 0; i < SUM_BLOCK; i += SUM_STRIPES) {
          sum0 = sum0.add(DoubleVector.fromMemorySegment(F64, values, at, LE));
          sum1 = sum1.add(DoubleVector.fromMemorySegment(F64, values, at + BYTES, LE));
          sum2 = sum2.add(DoubleVector.fromMemorySegment(F64, values, at + 2 * BYTES, LE));
          sum3 = sum3.add(DoubleVector.fromMemorySegment(F64, values, at + 3 * BYTES, LE));
          at += 8L * SUM_STRIPES;
        }
        if (GROUP == SUM_STRIPES) {
          // The first two halvings, without going through memory.
          sum0.add(sum2).add(sum1.add(sum3)).intoArray(stripes, 0);
        } else {
          sum0.intoArray(stripes, group);
          sum1.intoArray(stripes, group + LANES_64);
          sum2.intoArray(stripes, group + 2 * LANES_64);
          sum3.intoArray(stripes, group + 3 * LANES_64);
        }
      }
      sums[block] = FloatSums.fold(stripes, GROUP == SUM_STRIPES ? LANES_64 : SUM_STRIPES);
    }
  }

  private static void blocks(
      MemorySegment values, MemorySegment rows, int from, double[] sums, int blocks) {
    double[] stripes = new double[SUM_STRIPES];
    DoubleVector zero = DoubleVector.zero(F64);
    for (int block = 0; block < blocks; block++) {
      for (int group = 0; group < SUM_STRIPES; group += GROUP) {
        DoubleVector sum0 = zero;
        DoubleVector sum1 = zero;
        DoubleVector sum2 = zero;
        DoubleVector sum3 = zero;
        int first = from + block * SUM_BLOCK;
        long at = (long) (first + group) << 3;
        for (int i = 0; i < SUM_BLOCK; i += SUM_STRIPES) {
          long word = Bitmaps.word(rows, first + (i & -64)) >>> (group + (i & 63));
          // Blended, not added under the mask: the compiler would then read memory under the mask,
          // and such reads run at less than half the speed when they miss the caches.
          VectorMask<Double> mask0 = VectorMask.fromLong(F64, word & MASK_64);
          VectorMask<Double> mask1 = VectorMask.fromLong(F64, (word >>> LANES_64) & MASK_64);
          VectorMask<Double> mask2 = VectorMask.fromLong(F64, (word >>> (2 * LANES_64)) & MASK_64);
          VectorMask<Double> mask3 = VectorMask.fromLong(F64, (word >>> (3 * LANES_64)) & MASK_64);
          sum0 = sum0.add(zero.blend(DoubleVector.fromMemorySegment(F64, values, at, LE), mask0));
          sum1 =
              sum1.add(
                  zero.blend(DoubleVector.fromMemorySegment(F64, values, at + BYTES, LE), mask1));
          sum2 =
              sum2.add(
                  zero.blend(
                      DoubleVector.fromMemorySegment(F64, values, at + 2 * BYTES, LE), mask2));
          sum3 =
              sum3.add(
                  zero.blend(
                      DoubleVector.fromMemorySegment(F64, values, at + 3 * BYTES, LE), mask3));
          at += 8L * SUM_STRIPES;
        }
        if (GROUP == SUM_STRIPES) {
          // The first two halvings, without going through memory.
          sum0.add(sum2).add(sum1.add(sum3)).intoArray(stripes, 0);
        } else {
          sum0.intoArray(stripes, group);
          sum1.intoArray(stripes, group + LANES_64);
          sum2.intoArray(stripes, group + 2 * LANES_64);
          sum3.intoArray(stripes, group + 3 * LANES_64);
        }
      }
      sums[block] = FloatSums.fold(stripes, GROUP == SUM_STRIPES ? LANES_64 : SUM_STRIPES);
    }
  }

  /** The sum of the squared distances from {@code mean}, in the same order. */
  static double deviations(
      MemorySegment values, MemorySegment rows, int from, int to, double mean) {
    if (to - from < SUM_BLOCK) {
      return FloatSums.blockDeviations(LaneType.FLOAT64, values, rows, from, to, mean);
    }
    if (to - from == SUM_BLOCK) {
      return blockDeviations(values, rows, from, mean);
    }
    int middle = from + FloatSums.half(to - from);
    return deviations(values, rows, from, middle, mean)
        + deviations(values, rows, middle, to, mean);
  }

  private static DoubleVector load(MemorySegment values, int row) {
    return DoubleVector.fromMemorySegment(F64, values, (long) row << 3, LE);
  }

  private static VectorMask<Double> mask(long word, int shift) {
    return VectorMask.fromLong(F64, word >>> shift & MASK_64);
  }

  private static double blockDeviations(
      MemorySegment values, MemorySegment rows, int from, double mean) {
    DoubleVector center = DoubleVector.broadcast(F64, mean);
    double[] stripes = new double[SUM_STRIPES];
    for (int group = 0; group < SUM_STRIPES; group += 2 * LANES_64) {
      DoubleVector sum0 = DoubleVector.zero(F64);
      DoubleVector sum1 = DoubleVector.zero(F64);
      for (int i = 0; i < SUM_BLOCK; i += SUM_STRIPES) {
        int row = from + group + i;
        long word = Bitmaps.wordOrOnes(rows, from + (i & -64)) >>> (group + (i & 63));
        DoubleVector x = load(values, row).sub(center);
        DoubleVector y = load(values, row + LANES_64).sub(center);
        sum0 = sum0.add(x.mul(x), mask(word, 0));
        sum1 = sum1.add(y.mul(y), mask(word, LANES_64));
      }
      sum0.intoArray(stripes, group);
      sum1.intoArray(stripes, group + LANES_64);
    }
    return FloatSums.fold(stripes);
  }
}
