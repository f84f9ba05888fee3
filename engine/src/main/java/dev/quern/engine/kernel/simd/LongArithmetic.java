package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.ArithmeticOp;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Checked arithmetic of INT64 on whole vectors. A kernel stops before the first vector in which a
 * result might not fit, nothing of which is stored, and returns its row: the caller has the scalar
 * twin look at it.
 */
final class LongArithmetic {

  private LongArithmetic() {}

  /** Column with column; returns the row where it stopped, {@code to} when all is done. */
  static int apply(
      ArithmeticOp op, MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    return switch (op) {
      case ADD -> add(a, b, out, from, to);
      case SUBTRACT -> subtract(a, b, out, from, to);
      case MULTIPLY -> multiply(a, b, out, from, to);
      case MIN -> min(a, b, out, from, to);
      case MAX -> max(a, b, out, from, to);
      case DIVIDE, REMAINDER -> from;
    };
  }

  /** Column with constant. */
  static int apply(ArithmeticOp op, MemorySegment a, long b, MemorySegment out, int from, int to) {
    return switch (op) {
      case ADD -> add(a, b, out, from, to);
      case SUBTRACT -> subtract(a, b, out, from, to);
      case MULTIPLY -> multiply(a, b, out, from, to);
      case MIN -> min(a, b, out, from, to);
      case MAX -> max(a, b, out, from, to);
      case DIVIDE, REMAINDER -> from;
    };
  }

  /** Constant with column. */
  static int apply(ArithmeticOp op, long a, MemorySegment b, MemorySegment out, int from, int to) {
    return switch (op) {
      case ADD -> add(b, a, out, from, to);
      case SUBTRACT -> subtract(a, b, out, from, to);
      case MULTIPLY -> multiply(b, a, out, from, to);
      case MIN -> min(b, a, out, from, to);
      case MAX -> max(b, a, out, from, to);
      case DIVIDE, REMAINDER -> from;
    };
  }

  private static LongVector load(MemorySegment values, int row) {
    return LongVector.fromMemorySegment(I64, values, (long) row << 3, LE);
  }

  private static void store(LongVector vector, MemorySegment out, int row) {
    vector.intoMemorySegment(out, (long) row << 3, LE);
  }

  private static LongVector xor(LongVector x, LongVector y) {
    return x.lanewise(VectorOperators.XOR, y);
  }

  private static boolean anyNegative(LongVector x) {
    return x.compare(VectorOperators.LT, 0).anyTrue();
  }

  /** Whether a number does not fit 32 bits, so that its product might not fit 64. */
  private static boolean anyWide(LongVector x, LongVector y) {
    LongVector wide =
        xor(x, x.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.ASHR, 32))
            .or(xor(y, y.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.ASHR, 32)));
    return wide.compare(VectorOperators.NE, 0).anyTrue();
  }

  private static int add(MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    for (int i = from; i < to; i += LANES_64) {
      LongVector x = load(a, i);
      LongVector y = load(b, i);
      LongVector r = x.add(y);
      if (anyNegative(xor(x, r).and(xor(y, r)))) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int add(MemorySegment a, long b, MemorySegment out, int from, int to) {
    LongVector y = LongVector.broadcast(I64, b);
    for (int i = from; i < to; i += LANES_64) {
      LongVector x = load(a, i);
      LongVector r = x.add(y);
      if (anyNegative(xor(x, r).and(xor(y, r)))) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int subtract(
      MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    for (int i = from; i < to; i += LANES_64) {
      LongVector x = load(a, i);
      LongVector y = load(b, i);
      LongVector r = x.sub(y);
      if (anyNegative(xor(x, y).and(xor(x, r)))) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int subtract(MemorySegment a, long b, MemorySegment out, int from, int to) {
    LongVector y = LongVector.broadcast(I64, b);
    for (int i = from; i < to; i += LANES_64) {
      LongVector x = load(a, i);
      LongVector r = x.sub(y);
      if (anyNegative(xor(x, y).and(xor(x, r)))) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int subtract(long a, MemorySegment b, MemorySegment out, int from, int to) {
    LongVector x = LongVector.broadcast(I64, a);
    for (int i = from; i < to; i += LANES_64) {
      LongVector y = load(b, i);
      LongVector r = x.sub(y);
      if (anyNegative(xor(x, y).and(xor(x, r)))) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int multiply(
      MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    for (int i = from; i < to; i += LANES_64) {
      LongVector x = load(a, i);
      LongVector y = load(b, i);
      LongVector r = x.mul(y);
      if (anyWide(x, y)) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int multiply(MemorySegment a, long b, MemorySegment out, int from, int to) {
    LongVector y = LongVector.broadcast(I64, b);
    for (int i = from; i < to; i += LANES_64) {
      LongVector x = load(a, i);
      LongVector r = x.mul(y);
      if (anyWide(x, y)) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int min(MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    for (int i = from; i < to; i += LANES_64) {
      store(load(a, i).min(load(b, i)), out, i);
    }
    return to;
  }

  private static int min(MemorySegment a, long b, MemorySegment out, int from, int to) {
    LongVector y = LongVector.broadcast(I64, b);
    for (int i = from; i < to; i += LANES_64) {
      store(load(a, i).min(y), out, i);
    }
    return to;
  }

  private static int max(MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    for (int i = from; i < to; i += LANES_64) {
      store(load(a, i).max(load(b, i)), out, i);
    }
    return to;
  }

  private static int max(MemorySegment a, long b, MemorySegment out, int from, int to) {
    LongVector y = LongVector.broadcast(I64, b);
    for (int i = from; i < to; i += LANES_64) {
      store(load(a, i).max(y), out, i);
    }
    return to;
  }
}
