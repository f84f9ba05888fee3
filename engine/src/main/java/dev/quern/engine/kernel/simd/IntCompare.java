package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I32;
import static dev.quern.engine.kernel.simd.Species.LANES_32;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Comparison of INT32, 64 rows a word; {@code n} is a multiple of 64. */
final class IntCompare {

  private IntCompare() {}

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

  static void compare(CompareOp op, MemorySegment a, int b, MemorySegment out, int n) {
    switch (op) {
      case EQ -> equal(a, b, 0, out, n);
      case NE -> equal(a, b, -1, out, n);
      case LT -> less(a, b, 0, out, n);
      case GE -> less(a, b, -1, out, n);
      case GT -> greater(a, b, 0, out, n);
      case LE -> greater(a, b, -1, out, n);
    }
  }

  private static IntVector load(MemorySegment values, int row) {
    return IntVector.fromMemorySegment(I32, values, (long) row << 2, LE);
  }

  private static void equal(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_32) {
        word ^= load(a, row + j).compare(VectorOperators.EQ, load(b, row + j)).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void less(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_32) {
        word ^= load(a, row + j).compare(VectorOperators.LT, load(b, row + j)).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void equal(MemorySegment a, int b, long flip, MemorySegment out, int n) {
    IntVector y = IntVector.broadcast(I32, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_32) {
        word ^= load(a, row + j).compare(VectorOperators.EQ, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void less(MemorySegment a, int b, long flip, MemorySegment out, int n) {
    IntVector y = IntVector.broadcast(I32, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_32) {
        word ^= load(a, row + j).compare(VectorOperators.LT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void greater(MemorySegment a, int b, long flip, MemorySegment out, int n) {
    IntVector y = IntVector.broadcast(I32, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_32) {
        word ^= load(a, row + j).compare(VectorOperators.GT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }
}
