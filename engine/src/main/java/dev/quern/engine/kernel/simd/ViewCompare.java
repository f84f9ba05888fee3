package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.scalar.ViewBytes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/** Equality of views with an inline constant: both words of a view must be equal. */
final class ViewCompare {

  private static final long EVEN = 0x5555555555555555L;

  private ViewCompare() {}

  /** Words of 64 rows, flipped by {@code flip}; {@code n} is a multiple of 64. */
  static void equal(MemorySegment views, byte[] constant, long flip, MemorySegment out, int n) {
    LongVector pattern = pattern(constant);
    for (int row = 0; row < n; row += 64) {
      long first = half(views, row, pattern);
      long second = half(views, row + 32, pattern);
      Bitmaps.setWord(out, row, (first | second << 32) ^ flip);
    }
  }

  /** The constant's two words, over and over. */
  private static LongVector pattern(byte[] constant) {
    long[] words = new long[LANES_64];
    for (int i = 0; i < words.length; i += 2) {
      words[i] = ViewBytes.firstWord(constant);
      words[i + 1] = ViewBytes.secondWord(constant);
    }
    return LongVector.fromArray(I64, words, 0);
  }

  /** 32 rows: 64 bits, two a view, folded to one. */
  private static long half(MemorySegment views, int row, LongVector pattern) {
    long equal = 0;
    for (int j = 0; j < 64; j += LANES_64) {
      long at = ((long) row << 4) + ((long) j << 3);
      LongVector words = LongVector.fromMemorySegment(I64, views, at, LE);
      equal |= words.compare(VectorOperators.EQ, pattern).toLong() << j;
    }
    return Long.compress(equal & equal >>> 1, EVEN);
  }
}
