package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.F64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;
import static dev.quern.engine.kernel.simd.Species.MASK_64;

import dev.quern.engine.kernel.Bitmaps;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Minimum and maximum of FLOAT64 in the total order on rows up to a multiple of 64.
 *
 * <p>A vector's {@code min()} takes three times as long as "compare and blend", because it must
 * honour NaN and -0.0 Java's way. A comparison with NaN is false, so the minimum passes NaNs by;
 * the maximum looks for them too.
 */
final class DoubleExtrema {

  private DoubleExtrema() {}

  private static DoubleVector load(MemorySegment values, int row) {
    return DoubleVector.fromMemorySegment(F64, values, (long) row << 3, LE);
  }

  private static VectorMask<Double> mask(long word, int shift) {
    return VectorMask.fromLong(F64, word >>> shift & MASK_64);
  }

  private static DoubleVector lesser(DoubleVector a, DoubleVector b) {
    return a.blend(b, b.compare(VectorOperators.LT, a));
  }

  private static DoubleVector greater(DoubleVector a, DoubleVector b) {
    return a.blend(b, b.compare(VectorOperators.GT, a));
  }

  /** The least number that is not NaN; positive infinity if there is none. */
  static double min(MemorySegment values, int n) {
    DoubleVector best0 = DoubleVector.broadcast(F64, Double.POSITIVE_INFINITY);
    DoubleVector best1 = best0;
    DoubleVector best2 = best0;
    DoubleVector best3 = best0;
    for (int i = 0; i < n; i += 4 * LANES_64) {
      best0 = lesser(best0, load(values, i));
      best1 = lesser(best1, load(values, i + LANES_64));
      best2 = lesser(best2, load(values, i + 2 * LANES_64));
      best3 = lesser(best3, load(values, i + 3 * LANES_64));
    }
    return lesser(lesser(best0, best1), lesser(best2, best3)).reduceLanes(VectorOperators.MIN);
  }

  /** The same over the rows of a bitmap. */
  static double min(MemorySegment values, MemorySegment rows, int n) {
    DoubleVector best0 = DoubleVector.broadcast(F64, Double.POSITIVE_INFINITY);
    DoubleVector best1 = best0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(rows, row);
      for (int j = 0; j < 64; j += 2 * LANES_64) {
        DoubleVector x = load(values, row + j);
        DoubleVector y = load(values, row + j + LANES_64);
        best0 = best0.blend(x, x.compare(VectorOperators.LT, best0).and(mask(word, j)));
        best1 = best1.blend(y, y.compare(VectorOperators.LT, best1).and(mask(word, j + LANES_64)));
      }
    }
    return lesser(best0, best1).reduceLanes(VectorOperators.MIN);
  }

  /** The greatest number, NaN if there is one; negative infinity of no rows. */
  static double max(MemorySegment values, int n) {
    DoubleVector best0 = DoubleVector.broadcast(F64, Double.NEGATIVE_INFINITY);
    DoubleVector best1 = best0;
    DoubleVector best2 = best0;
    DoubleVector best3 = best0;
    VectorMask<Double> isNaN = VectorMask.fromLong(F64, 0);
    for (int i = 0; i < n; i += 4 * LANES_64) {
      DoubleVector x = load(values, i);
      DoubleVector y = load(values, i + LANES_64);
      DoubleVector z = load(values, i + 2 * LANES_64);
      DoubleVector w = load(values, i + 3 * LANES_64);
      best0 = greater(best0, x);
      best1 = greater(best1, y);
      best2 = greater(best2, z);
      best3 = greater(best3, w);
      // one test for four: a sum is NaN if a part is, though that of opposite infinities is too
      DoubleVector sum = x.add(y).add(z.add(w));
      isNaN = isNaN.or(sum.compare(VectorOperators.NE, sum));
    }
    if (isNaN.anyTrue()) {
      return maxOrNaN(values, n);
    }
    return greater(greater(best0, best1), greater(best2, best3)).reduceLanes(VectorOperators.MAX);
  }

  private static double maxOrNaN(MemorySegment values, int n) {
    DoubleVector best = DoubleVector.broadcast(F64, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < n; i += LANES_64) {
      DoubleVector x = load(values, i);
      if (x.compare(VectorOperators.NE, x).anyTrue()) {
        return Double.NaN;
      }
      best = greater(best, x);
    }
    return best.reduceLanes(VectorOperators.MAX);
  }

  /** The same over the rows of a bitmap. */
  static double max(MemorySegment values, MemorySegment rows, int n) {
    DoubleVector best = DoubleVector.broadcast(F64, Double.NEGATIVE_INFINITY);
    VectorMask<Double> isNaN = VectorMask.fromLong(F64, 0);
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(rows, row);
      for (int j = 0; j < 64; j += LANES_64) {
        DoubleVector x = load(values, row + j);
        VectorMask<Double> chosen = mask(word, j);
        best = best.blend(x, x.compare(VectorOperators.GT, best).and(chosen));
        isNaN = isNaN.or(x.compare(VectorOperators.NE, x).and(chosen));
      }
    }
    return isNaN.anyTrue() ? Double.NaN : best.reduceLanes(VectorOperators.MAX);
  }
}
