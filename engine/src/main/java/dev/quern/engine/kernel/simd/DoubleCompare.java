package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.F64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Comparison of FLOAT64 in the total order, 64 rows a word; {@code n} is a multiple of 64.
 *
 * <p>The machine's comparisons are false for NaN. So "less" is "not greater or equal, and the left
 * side is a number", and with a constant that is a number only "greater" needs care: it is "not
 * less or equal".
 */
final class DoubleCompare {

  private DoubleCompare() {}

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

  static void compare(CompareOp op, MemorySegment a, double b, MemorySegment out, int n) {
    if (Double.isNaN(b)) {
      switch (op) {
        case EQ, GE -> isNaN(a, 0, out, n);
        case NE, LT -> isNaN(a, -1, out, n);
        case LE -> fill(-1, out, n);
        case GT -> fill(0, out, n);
      }
      return;
    }
    switch (op) {
      case EQ -> equal(a, b, 0, out, n);
      case NE -> equal(a, b, -1, out, n);
      case LT -> less(a, b, 0, out, n);
      case GE -> less(a, b, -1, out, n);
      case LE -> lessOrEqual(a, b, 0, out, n);
      case GT -> lessOrEqual(a, b, -1, out, n);
    }
  }

  private static DoubleVector load(MemorySegment values, int row) {
    return DoubleVector.fromMemorySegment(F64, values, (long) row << 3, LE);
  }

  private static void equal(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        DoubleVector x = load(a, row + j);
        DoubleVector y = load(b, row + j);
        VectorMask<Double> bothNaN =
            x.compare(VectorOperators.NE, x).and(y.compare(VectorOperators.NE, y));
        word ^= x.compare(VectorOperators.EQ, y).or(bothNaN).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void less(MemorySegment a, MemorySegment b, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        DoubleVector x = load(a, row + j);
        DoubleVector y = load(b, row + j);
        VectorMask<Double> isNumber = x.compare(VectorOperators.EQ, x);
        word ^= isNumber.andNot(x.compare(VectorOperators.GE, y)).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void equal(MemorySegment a, double b, long flip, MemorySegment out, int n) {
    DoubleVector y = DoubleVector.broadcast(F64, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        word ^= load(a, row + j).compare(VectorOperators.EQ, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void less(MemorySegment a, double b, long flip, MemorySegment out, int n) {
    DoubleVector y = DoubleVector.broadcast(F64, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        word ^= load(a, row + j).compare(VectorOperators.LT, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void lessOrEqual(MemorySegment a, double b, long flip, MemorySegment out, int n) {
    DoubleVector y = DoubleVector.broadcast(F64, b);
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        word ^= load(a, row + j).compare(VectorOperators.LE, y).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void isNaN(MemorySegment a, long flip, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = flip;
      for (int j = 0; j < 64; j += LANES_64) {
        DoubleVector x = load(a, row + j);
        word ^= x.compare(VectorOperators.NE, x).toLong() << j;
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static void fill(long word, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      Bitmaps.setWord(out, row, word);
    }
  }
}
