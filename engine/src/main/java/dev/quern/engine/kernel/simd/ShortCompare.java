package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I16;
import static dev.quern.engine.kernel.simd.Species.LANES_16;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** Comparison of INT16, 64 rows a word; {@code n} is a multiple of 64. */
final class ShortCompare {

  private ShortCompare() {}

  static void compare(CompareOp op, MemorySegment a, MemorySegment b, MemorySegment out, int n) {
    switch (op) {
      case EQ -> equal(a, b, 0, out, n);
      case NE -> equal(a, b, -1, out, n);
      case LT -> less(a, b, 0, out, n);
      case GE -> less(a, b, -1, out, n);
      case GT -> less(b, a, 0, out, n);
      case LE -> less(b, a, -1, out, n);
    }
  }

  static void compare(CompareOp op, MemorySegment a, short b, MemorySegment out, int n) {
    switch (op) {
      case EQ -> equal(a, b, 0, out, n);
      case NE -> equal(a, b, -1, out, n);
      case LT -> less(a, b, 0, out, n);
      case GE -> less(a, b, -1, out, n);
      case GT -> greater(a, b, 0, out, n);
      case LE -> greater(a, b, -1, out, n);
    }
  }

  private static ShortVector load(MemorySegment values, int row) {
    return ShortVector.fromMemorySegment(I16, values, (long) row << 1, LE);
  }

  private static void equal(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_16) {
        word ^= load(a, row + j).compare(VectorOperators.EQ, load(b, row + j)).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void less(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_16) {
        word ^= load(a, row + j).compare(VectorOperators.LT, load(b, row + j)).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void equal(MemorySegment a, short b, long flip, MemorySegment out, int n) {
    ShortVector y = ShortVector.broadcast(I16, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_16) {
        word ^= load(a, row + j).compare(VectorOperators.EQ, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void less(MemorySegment a, short b, long flip, MemorySegment out, int n) {
    ShortVector y = ShortVector.broadcast(I16, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_16) {
        word ^= load(a, row + j).compare(VectorOperators.LT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void greater(MemorySegment a, short b, long flip, MemorySegment out, int n) {
    ShortVector y = ShortVector.broadcast(I16, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_16) {
        word ^= load(a, row + j).compare(VectorOperators.GT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }
}
