package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/** Comparison of INT64, 64 rows a word; {@code n} is a multiple of 64. */
final class LongCompare {

  private LongCompare() {}

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

  static void compare(CompareOp op, MemorySegment a, long b, MemorySegment out, int n) {
    switch (op) {
      case EQ -> equal(a, b, 0, out, n);
      case NE -> equal(a, b, -1, out, n);
      case LT -> less(a, b, 0, out, n);
      case GE -> less(a, b, -1, out, n);
      case GT -> greater(a, b, 0, out, n);
      case LE -> greater(a, b, -1, out, n);
    }
  }

  private static LongVector load(MemorySegment values, int row) {
    return LongVector.fromMemorySegment(I64, values, (long) row << 3, LE);
  }

  private static void equal(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        word ^= load(a, row + j).compare(VectorOperators.EQ, load(b, row + j)).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void less(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        word ^= load(a, row + j).compare(VectorOperators.LT, load(b, row + j)).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void equal(MemorySegment a, long b, long flip, MemorySegment out, int n) {
    LongVector y = LongVector.broadcast(I64, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        word ^= load(a, row + j).compare(VectorOperators.EQ, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void less(MemorySegment a, long b, long flip, MemorySegment out, int n) {
    LongVector y = LongVector.broadcast(I64, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        word ^= load(a, row + j).compare(VectorOperators.LT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void greater(MemorySegment a, long b, long flip, MemorySegment out, int n) {
    LongVector y = LongVector.broadcast(I64, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        word ^= load(a, row + j).compare(VectorOperators.GT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }
}
