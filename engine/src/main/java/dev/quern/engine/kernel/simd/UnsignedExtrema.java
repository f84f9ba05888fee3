package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I32;
import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_32;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;
import static dev.quern.engine.kernel.simd.Species.MASK_32;
import static dev.quern.engine.kernel.simd.Species.MASK_64;

import dev.quern.engine.kernel.Bitmaps;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Minimum and maximum of UINT32 and UINT64 on rows up to a multiple of 64, of which one is there.
 * With the sign turned they order as signed integers do, and the maximum is the minimum of the
 * complements: {@code flip} is 0 or -1.
 */
final class UnsignedExtrema {

  private UnsignedExtrema() {}

  static long ints(MemorySegment values, MemorySegment rows, int n, int flip) {
    int turn = Integer.MIN_VALUE ^ flip;
    IntVector turns = IntVector.broadcast(I32, turn);
    IntVector best0 = IntVector.broadcast(I32, Integer.MAX_VALUE);
    IntVector best1 = best0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.wordOrOnes(rows, row);
      for (int j = 0; j < 64; j += 2 * LANES_32) {
        best0 = least(best0, values, row + j, turns, word >>> j);
        best1 = least(best1, values, row + j + LANES_32, turns, word >>> (j + LANES_32));
      }
    }
    return Integer.toUnsignedLong(best0.min(best1).reduceLanes(VectorOperators.MIN) ^ turn);
  }

  private static IntVector least(
      IntVector best, MemorySegment values, int row, IntVector turns, long word) {
    IntVector turned =
        IntVector.fromMemorySegment(I32, values, (long) row << 2, LE)
            .lanewise(VectorOperators.XOR, turns);
    return best.lanewise(VectorOperators.MIN, turned, VectorMask.fromLong(I32, word & MASK_32));
  }

  static long longs(MemorySegment values, MemorySegment rows, int n, long flip) {
    long turn = Long.MIN_VALUE ^ flip;
    LongVector turns = LongVector.broadcast(I64, turn);
    LongVector best0 = LongVector.broadcast(I64, Long.MAX_VALUE);
    LongVector best1 = best0;
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.wordOrOnes(rows, row);
      for (int j = 0; j < 64; j += 2 * LANES_64) {
        best0 = least(best0, values, row + j, turns, word >>> j);
        best1 = least(best1, values, row + j + LANES_64, turns, word >>> (j + LANES_64));
      }
    }
    return best0.min(best1).reduceLanes(VectorOperators.MIN) ^ turn;
  }

  private static LongVector least(
      LongVector best, MemorySegment values, int row, LongVector turns, long word) {
    LongVector turned =
        LongVector.fromMemorySegment(I64, values, (long) row << 3, LE)
            .lanewise(VectorOperators.XOR, turns);
    return best.lanewise(VectorOperators.MIN, turned, VectorMask.fromLong(I64, word & MASK_64));
  }
}
