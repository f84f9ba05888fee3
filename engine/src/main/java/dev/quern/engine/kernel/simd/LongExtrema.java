package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;
import static dev.quern.engine.kernel.simd.Species.MASK_64;

import dev.quern.engine.kernel.Bitmaps;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Minimum and maximum of INT64 on rows up to a multiple of 64, four vectors at a time. */
final class LongExtrema {

  private LongExtrema() {}

  private static LongVector load(MemorySegment values, int row) {
    return LongVector.fromMemorySegment(I64, values, (long) row << 3, LE);
  }

  private static VectorMask<Long> mask(long word, int shift) {
    return VectorMask.fromLong(I64, word >>> shift & MASK_64);
  }

  static long min(MemorySegment values, int n) {
    LongVector best0 = LongVector.broadcast(I64, Long.MAX_VALUE);
    LongVector best1 = best0;
    LongVector best2 = best0;
    LongVector best3 = best0;
    for (int i = 0; i < n; i += 4 * LANES_64) {
      best0 = best0.min(load(values, i));
      best1 = best1.min(load(values, i + LANES_64));
      best2 = best2.min(load(values, i + 2 * LANES_64));
      best3 = best3.min(load(values, i + 3 * LANES_64));
    }
    return best0.min(best1).min(best2.min(best3)).reduceLanes(VectorOperators.MIN);
  }

  static long min(MemorySegment values, MemorySegment rows, int n) {
    LongVector best0 = LongVector.broadcast(I64, Long.MAX_VALUE);
    LongVector best1 = best0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(rows, row);
      for (int j = 0; j < 64; j += 2 * LANES_64) {
        best0 = best0.lanewise(VectorOperators.MIN, load(values, row + j), mask(word, j));
        best1 =
            best1.lanewise(
                VectorOperators.MIN, load(values, row + j + LANES_64), mask(word, j + LANES_64));
      }
    }
    return best0.min(best1).reduceLanes(VectorOperators.MIN);
  }

  static long max(MemorySegment values, int n) {
    LongVector best0 = LongVector.broadcast(I64, Long.MIN_VALUE);
    LongVector best1 = best0;
    LongVector best2 = best0;
    LongVector best3 = best0;
    for (int i = 0; i < n; i += 4 * LANES_64) {
      best0 = best0.max(load(values, i));
      best1 = best1.max(load(values, i + LANES_64));
      best2 = best2.max(load(values, i + 2 * LANES_64));
      best3 = best3.max(load(values, i + 3 * LANES_64));
    }
    return best0.max(best1).max(best2.max(best3)).reduceLanes(VectorOperators.MAX);
  }

  static long max(MemorySegment values, MemorySegment rows, int n) {
    LongVector best0 = LongVector.broadcast(I64, Long.MIN_VALUE);
    LongVector best1 = best0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(rows, row);
      for (int j = 0; j < 64; j += 2 * LANES_64) {
        best0 = best0.lanewise(VectorOperators.MAX, load(values, row + j), mask(word, j));
        best1 =
            best1.lanewise(
                VectorOperators.MAX, load(values, row + j + LANES_64), mask(word, j + LANES_64));
      }
    }
    return best0.max(best1).reduceLanes(VectorOperators.MAX);
  }
}
