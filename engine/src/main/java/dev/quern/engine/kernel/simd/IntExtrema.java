package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I32;
import static dev.quern.engine.kernel.simd.Species.LANES_32;
import static dev.quern.engine.kernel.simd.Species.LE;
import static dev.quern.engine.kernel.simd.Species.MASK_32;

import dev.quern.engine.kernel.Bitmaps;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Minimum and maximum of INT32 on rows up to a multiple of 64, four vectors at a time. */
final class IntExtrema {

  private IntExtrema() {}

  private static IntVector load(MemorySegment values, int row) {
    return IntVector.fromMemorySegment(I32, values, (long) row << 2, LE);
  }

  private static VectorMask<Integer> mask(long word, int shift) {
    return VectorMask.fromLong(I32, word >>> shift & MASK_32);
  }

  static int min(MemorySegment values, int n) {
    IntVector best0 = IntVector.broadcast(I32, Integer.MAX_VALUE);
    IntVector best1 = best0;
    IntVector best2 = best0;
    IntVector best3 = best0;
    for (int i = 0; i < n; i += 4 * LANES_32) {
      best0 = best0.min(load(values, i));
      best1 = best1.min(load(values, i + LANES_32));
      best2 = best2.min(load(values, i + 2 * LANES_32));
      best3 = best3.min(load(values, i + 3 * LANES_32));
    }
    return best0.min(best1).min(best2.min(best3)).reduceLanes(VectorOperators.MIN);
  }

  static int min(MemorySegment values, MemorySegment rows, int n) {
    IntVector best0 = IntVector.broadcast(I32, Integer.MAX_VALUE);
    IntVector best1 = best0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(rows, row);
      for (int j = 0; j < 64; j += 2 * LANES_32) {
        best0 = best0.lanewise(VectorOperators.MIN, load(values, row + j), mask(word, j));
        best1 =
            best1.lanewise(
                VectorOperators.MIN, load(values, row + j + LANES_32), mask(word, j + LANES_32));
      }
    }
    return best0.min(best1).reduceLanes(VectorOperators.MIN);
  }

  static int max(MemorySegment values, int n) {
    IntVector best0 = IntVector.broadcast(I32, Integer.MIN_VALUE);
    IntVector best1 = best0;
    IntVector best2 = best0;
    IntVector best3 = best0;
    for (int i = 0; i < n; i += 4 * LANES_32) {
      best0 = best0.max(load(values, i));
      best1 = best1.max(load(values, i + LANES_32));
      best2 = best2.max(load(values, i + 2 * LANES_32));
      best3 = best3.max(load(values, i + 3 * LANES_32));
    }
    return best0.max(best1).max(best2.max(best3)).reduceLanes(VectorOperators.MAX);
  }

  static int max(MemorySegment values, MemorySegment rows, int n) {
    IntVector best0 = IntVector.broadcast(I32, Integer.MIN_VALUE);
    IntVector best1 = best0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.word(rows, row);
      for (int j = 0; j < 64; j += 2 * LANES_32) {
        best0 = best0.lanewise(VectorOperators.MAX, load(values, row + j), mask(word, j));
        best1 =
            best1.lanewise(
                VectorOperators.MAX, load(values, row + j + LANES_32), mask(word, j + LANES_32));
      }
    }
    return best0.max(best1).reduceLanes(VectorOperators.MAX);
  }
}
