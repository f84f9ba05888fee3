package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I32;
import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_32;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;
import static dev.quern.engine.kernel.simd.Species.MASK_32;
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

  private static IntVector loadInts(MemorySegment values, int row) {
    return IntVector.fromMemorySegment(I32, values, (long) row << 2, LE);
  }

  /** The even ones of the lanes, widened. */
  private static LongVector even(IntVector x) {
    LongVector pairs = x.reinterpretAsLongs();
    return pairs.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.ASHR, 32);
  }

  private static LongVector odd(IntVector x) {
    return x.reinterpretAsLongs().lanewise(VectorOperators.ASHR, 32);
  }

  static long ints(MemorySegment values, int n) {
    LongVector even0 = LongVector.zero(I64);
    LongVector even1 = LongVector.zero(I64);
    LongVector odd0 = LongVector.zero(I64);
    LongVector odd1 = LongVector.zero(I64);
    for (int i = 0; i < n; i += 2 * LANES_32) {
      IntVector x = loadInts(values, i);
      IntVector y = loadInts(values, i + LANES_32);
      even0 = even0.add(even(x));
      odd0 = odd0.add(odd(x));
      even1 = even1.add(even(y));
      odd1 = odd1.add(odd(y));
    }
    return even0.add(even1).add(odd0.add(odd1)).reduceLanes(VectorOperators.ADD);
  }

  static long ints(MemorySegment values, MemorySegment rows, int n) {
    IntVector zero = IntVector.zero(I32);
    LongVector evens = LongVector.zero(I64);
    LongVector odds = LongVector.zero(I64);
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(rows, row);
      for (int j = 0; j < 64; j += LANES_32) {
        VectorMask<Integer> chosen = VectorMask.fromLong(I32, word >>> j & MASK_32);
        IntVector x = zero.blend(loadInts(values, row + j), chosen);
        evens = evens.add(even(x));
        odds = odds.add(odd(x));
      }
    }
    return evens.add(odds).reduceLanes(VectorOperators.ADD);
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
