package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I32_HALF;
import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;
import static dev.quern.engine.kernel.simd.Species.MASK_64;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Int128;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Exact sums of INT32 and INT64 on rows up to a multiple of 64. INT64 is summed in halves of 32
 * bits, which no number of rows makes overflow.
 */
final class IntegerSums {

  private static final long LOW_HALF = 0xFFFFFFFFL;

  private IntegerSums() {}

  private static LongVector load(MemorySegment values, int row) {
    return LongVector.fromMemorySegment(I64, values, (long) row << 3, LE);
  }

  private static LongVector loadInts(MemorySegment values, int row) {
    return (LongVector)
        IntVector.fromMemorySegment(I32_HALF, values, (long) row << 2, LE)
            .convertShape(VectorOperators.I2L, I64, 0);
  }

  static long ints(MemorySegment values, int n) {
    LongVector sum0 = LongVector.zero(I64);
    LongVector sum1 = LongVector.zero(I64);
    LongVector sum2 = LongVector.zero(I64);
    LongVector sum3 = LongVector.zero(I64);
    for (int i = 0; i < n; i += 4 * LANES_64) {
      sum0 = sum0.add(loadInts(values, i));
      sum1 = sum1.add(loadInts(values, i + LANES_64));
      sum2 = sum2.add(loadInts(values, i + 2 * LANES_64));
      sum3 = sum3.add(loadInts(values, i + 3 * LANES_64));
    }
    return sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(VectorOperators.ADD);
  }

  static long ints(MemorySegment values, MemorySegment rows, int n) {
    LongVector sum0 = LongVector.zero(I64);
    LongVector sum1 = LongVector.zero(I64);
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(rows, row);
      for (int j = 0; j < 64; j += 2 * LANES_64) {
        sum0 = sum0.add(loadInts(values, row + j), mask(word, j));
        sum1 = sum1.add(loadInts(values, row + j + LANES_64), mask(word, j + LANES_64));
      }
    }
    return sum0.add(sum1).reduceLanes(VectorOperators.ADD);
  }

  private static VectorMask<Long> mask(long word, int shift) {
    return VectorMask.fromLong(I64, word >>> shift & MASK_64);
  }

  static void longs(MemorySegment values, int n, Int128 sum) {
    LongVector high0 = LongVector.zero(I64);
    LongVector high1 = LongVector.zero(I64);
    LongVector low0 = LongVector.zero(I64);
    LongVector low1 = LongVector.zero(I64);
    for (int i = 0; i < n; i += 2 * LANES_64) {
      LongVector x = load(values, i);
      LongVector y = load(values, i + LANES_64);
      high0 = high0.add(x.lanewise(VectorOperators.ASHR, 32));
      high1 = high1.add(y.lanewise(VectorOperators.ASHR, 32));
      low0 = low0.add(x.and(LOW_HALF));
      low1 = low1.add(y.and(LOW_HALF));
    }
    add(high0.add(high1), low0.add(low1), sum);
  }

  static void longs(MemorySegment values, MemorySegment rows, int n, Int128 sum) {
    LongVector high = LongVector.zero(I64);
    LongVector low = LongVector.zero(I64);
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(rows, row);
      for (int j = 0; j < 64; j += LANES_64) {
        LongVector x = load(values, row + j);
        high = high.add(x.lanewise(VectorOperators.ASHR, 32), mask(word, j));
        low = low.add(x.and(LOW_HALF), mask(word, j));
      }
    }
    add(high, low, sum);
  }

  private static void add(LongVector high, LongVector low, Int128 sum) {
    long top = high.reduceLanes(VectorOperators.ADD);
    sum.add(top >> 32, top << 32);
    sum.add(low.reduceLanes(VectorOperators.ADD));
  }
}
