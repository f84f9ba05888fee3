package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.F32;
import static dev.quern.engine.kernel.simd.Species.LANES_32;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.ArithmeticOp;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Arithmetic of FLOAT32 on rows up to a whole number of vectors. */
final class FloatArithmetic {

  private FloatArithmetic() {}

  /** Column with column; returns whether there is a kernel for it. */
  static boolean apply(
      ArithmeticOp op, MemorySegment a, MemorySegment b, MemorySegment out, int n) {
    switch (op) {
      case ADD -> add(a, b, out, n);
      case SUBTRACT -> subtract(a, b, out, n);
      case MULTIPLY -> multiply(a, b, out, n);
      case DIVIDE -> divide(a, b, out, n);
      case MIN -> min(a, b, out, n);
      case MAX -> max(a, b, out, n);
      case REMAINDER -> {
        return false;
      }
    }
    return true;
  }

  /** Column with constant. */
  static boolean apply(ArithmeticOp op, MemorySegment a, float b, MemorySegment out, int n) {
    switch (op) {
      case ADD -> add(a, b, out, n);
      case SUBTRACT -> add(a, -b, out, n);
      case MULTIPLY -> multiply(a, b, out, n);
      case DIVIDE -> divide(a, b, out, n);
      case MIN -> min(a, b, out, n);
      case MAX -> max(a, b, out, n);
      case REMAINDER -> {
        return false;
      }
    }
    return true;
  }

  /** Constant with column. */
  static boolean apply(ArithmeticOp op, float a, MemorySegment b, MemorySegment out, int n) {
    switch (op) {
      case ADD -> add(b, a, out, n);
      case SUBTRACT -> subtract(a, b, out, n);
      case MULTIPLY -> multiply(b, a, out, n);
      case DIVIDE -> divide(a, b, out, n);
      case MIN, MAX, REMAINDER -> {
        return false;
      }
    }
    return true;
  }

  private static FloatVector load(MemorySegment values, int row) {
    return FloatVector.fromMemorySegment(F32, values, (long) row << 2, LE);
  }

  private static void store(FloatVector vector, MemorySegment out, int row) {
    vector.intoMemorySegment(out, (long) row << 2, LE);
  }

  /** {@code a * b + c}, rounded once. */
  static void fma(MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_32) {
      store(load(a, i).fma(load(b, i), load(c, i)), out, i);
    }
  }

  private static void add(MemorySegment a, MemorySegment b, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_32) {
      store(load(a, i).add(load(b, i)), out, i);
    }
  }

  private static void subtract(MemorySegment a, MemorySegment b, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_32) {
      store(load(a, i).sub(load(b, i)), out, i);
    }
  }

  private static void multiply(MemorySegment a, MemorySegment b, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_32) {
      store(load(a, i).mul(load(b, i)), out, i);
    }
  }

  private static void divide(MemorySegment a, MemorySegment b, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_32) {
      store(load(a, i).div(load(b, i)), out, i);
    }
  }

  private static void min(MemorySegment a, MemorySegment b, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_32) {
      FloatVector x = load(a, i);
      FloatVector y = load(b, i);
      store(
          x.blend(y, y.compare(VectorOperators.LT, x).or(x.compare(VectorOperators.NE, x))),
          out,
          i);
    }
  }

  private static void max(MemorySegment a, MemorySegment b, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_32) {
      FloatVector x = load(a, i);
      FloatVector y = load(b, i);
      store(
          x.blend(y, y.compare(VectorOperators.GT, x).or(y.compare(VectorOperators.NE, y))),
          out,
          i);
    }
  }

  private static void add(MemorySegment a, float b, MemorySegment out, int n) {
    FloatVector y = FloatVector.broadcast(F32, b);
    for (int i = 0; i < n; i += LANES_32) {
      store(load(a, i).add(y), out, i);
    }
  }

  private static void multiply(MemorySegment a, float b, MemorySegment out, int n) {
    FloatVector y = FloatVector.broadcast(F32, b);
    for (int i = 0; i < n; i += LANES_32) {
      store(load(a, i).mul(y), out, i);
    }
  }

  private static void divide(MemorySegment a, float b, MemorySegment out, int n) {
    FloatVector y = FloatVector.broadcast(F32, b);
    for (int i = 0; i < n; i += LANES_32) {
      store(load(a, i).div(y), out, i);
    }
  }

  private static void min(MemorySegment a, float b, MemorySegment out, int n) {
    FloatVector y = FloatVector.broadcast(F32, b);
    for (int i = 0; i < n; i += LANES_32) {
      FloatVector x = load(a, i);
      store(
          x.blend(y, y.compare(VectorOperators.LT, x).or(x.compare(VectorOperators.NE, x))),
          out,
          i);
    }
  }

  private static void max(MemorySegment a, float b, MemorySegment out, int n) {
    FloatVector y = FloatVector.broadcast(F32, b);
    for (int i = 0; i < n; i += LANES_32) {
      FloatVector x = load(a, i);
      store(
          x.blend(y, y.compare(VectorOperators.GT, x).or(y.compare(VectorOperators.NE, y))),
          out,
          i);
    }
  }

  private static void subtract(float a, MemorySegment b, MemorySegment out, int n) {
    FloatVector x = FloatVector.broadcast(F32, a);
    for (int i = 0; i < n; i += LANES_32) {
      store(x.sub(load(b, i)), out, i);
    }
  }

  private static void divide(float a, MemorySegment b, MemorySegment out, int n) {
    FloatVector x = FloatVector.broadcast(F32, a);
    for (int i = 0; i < n; i += LANES_32) {
      store(x.div(load(b, i)), out, i);
    }
  }
}
