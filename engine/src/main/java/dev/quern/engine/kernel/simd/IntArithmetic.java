package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I32;
import static dev.quern.engine.kernel.simd.Species.LANES_32;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.ArithmeticOp;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Checked arithmetic of INT32 on whole vectors. A kernel stops before the first vector in which a
 * result might not fit, nothing of which is stored, and returns its row: the caller has the scalar
 * twin look at it.
 */
final class IntArithmetic {

  private IntArithmetic() {}

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
  static int apply(ArithmeticOp op, MemorySegment a, int b, MemorySegment out, int from, int to) {
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
  static int apply(ArithmeticOp op, int a, MemorySegment b, MemorySegment out, int from, int to) {
    return switch (op) {
      case ADD -> add(b, a, out, from, to);
      case SUBTRACT -> subtract(a, b, out, from, to);
      case MULTIPLY -> multiply(b, a, out, from, to);
      case MIN -> min(b, a, out, from, to);
      case MAX -> max(b, a, out, from, to);
      case DIVIDE, REMAINDER -> from;
    };
  }

  private static IntVector load(MemorySegment values, int row) {
    return IntVector.fromMemorySegment(I32, values, (long) row << 2, LE);
  }

  private static void store(IntVector vector, MemorySegment out, int row) {
    vector.intoMemorySegment(out, (long) row << 2, LE);
  }

  private static IntVector xor(IntVector x, IntVector y) {
    return x.lanewise(VectorOperators.XOR, y);
  }

  private static boolean anyNegative(IntVector x) {
    return x.compare(VectorOperators.LT, 0).anyTrue();
  }

  /** Whether a product does not fit 32 bits: those of even and of odd lanes, in 64. */
  private static boolean anyWide(IntVector x, IntVector y) {
    LongVector products = odd(x).mul(odd(y));
    LongVector others = even(x).mul(even(y));
    return isWide(products).or(isWide(others)).compare(VectorOperators.NE, 0).anyTrue();
  }

  private static LongVector even(IntVector x) {
    LongVector pairs = x.reinterpretAsLongs();
    return pairs.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.ASHR, 32);
  }

  private static LongVector odd(IntVector x) {
    return x.reinterpretAsLongs().lanewise(VectorOperators.ASHR, 32);
  }

  private static LongVector isWide(LongVector x) {
    LongVector narrow = x.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.ASHR, 32);
    return x.lanewise(VectorOperators.XOR, narrow);
  }

  private static int add(MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    for (int i = from; i < to; i += LANES_32) {
      IntVector x = load(a, i);
      IntVector y = load(b, i);
      IntVector r = x.add(y);
      if (anyNegative(xor(x, r).and(xor(y, r)))) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int add(MemorySegment a, int b, MemorySegment out, int from, int to) {
    IntVector y = IntVector.broadcast(I32, b);
    for (int i = from; i < to; i += LANES_32) {
      IntVector x = load(a, i);
      IntVector r = x.add(y);
      if (anyNegative(xor(x, r).and(xor(y, r)))) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int subtract(
      MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    for (int i = from; i < to; i += LANES_32) {
      IntVector x = load(a, i);
      IntVector y = load(b, i);
      IntVector r = x.sub(y);
      if (anyNegative(xor(x, y).and(xor(x, r)))) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int subtract(MemorySegment a, int b, MemorySegment out, int from, int to) {
    IntVector y = IntVector.broadcast(I32, b);
    for (int i = from; i < to; i += LANES_32) {
      IntVector x = load(a, i);
      IntVector r = x.sub(y);
      if (anyNegative(xor(x, y).and(xor(x, r)))) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int subtract(int a, MemorySegment b, MemorySegment out, int from, int to) {
    IntVector x = IntVector.broadcast(I32, a);
    for (int i = from; i < to; i += LANES_32) {
      IntVector y = load(b, i);
      IntVector r = x.sub(y);
      if (anyNegative(xor(x, y).and(xor(x, r)))) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int multiply(
      MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    for (int i = from; i < to; i += LANES_32) {
      IntVector x = load(a, i);
      IntVector y = load(b, i);
      IntVector r = x.mul(y);
      if (anyWide(x, y)) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int multiply(MemorySegment a, int b, MemorySegment out, int from, int to) {
    IntVector y = IntVector.broadcast(I32, b);
    for (int i = from; i < to; i += LANES_32) {
      IntVector x = load(a, i);
      IntVector r = x.mul(y);
      if (anyWide(x, y)) {
        return i;
      }
      store(r, out, i);
    }
    return to;
  }

  private static int min(MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    for (int i = from; i < to; i += LANES_32) {
      store(load(a, i).min(load(b, i)), out, i);
    }
    return to;
  }

  private static int min(MemorySegment a, int b, MemorySegment out, int from, int to) {
    IntVector y = IntVector.broadcast(I32, b);
    for (int i = from; i < to; i += LANES_32) {
      store(load(a, i).min(y), out, i);
    }
    return to;
  }

  private static int max(MemorySegment a, MemorySegment b, MemorySegment out, int from, int to) {
    for (int i = from; i < to; i += LANES_32) {
      store(load(a, i).max(load(b, i)), out, i);
    }
    return to;
  }

  private static int max(MemorySegment a, int b, MemorySegment out, int from, int to) {
    IntVector y = IntVector.broadcast(I32, b);
    for (int i = from; i < to; i += LANES_32) {
      store(load(a, i).max(y), out, i);
    }
    return to;
  }
}
