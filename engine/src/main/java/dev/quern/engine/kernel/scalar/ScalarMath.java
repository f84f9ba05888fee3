package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.kernel.MathKernel;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Functions of floats by {@link Math}, in {@code double}. */
public final class ScalarMath implements MathKernel {

  @Override
  public void apply(
      MathFunction function, LaneType type, MemorySegment in, MemorySegment out, int n) {
    range(function, type, in, out, 0, n);
  }

  /** Rows {@code from} to {@code to - 1}. */
  public static void range(
      MathFunction function, LaneType type, MemorySegment in, MemorySegment out, int from, int to) {
    double[] a = Blocks.doubles(to - from);
    for (int row = from; row < to; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, to - row);
      Blocks.load(type, in, row, a, n);
      block(function, a, n);
      Blocks.store(type, a, out, row, n);
    }
  }

  private static void block(MathFunction function, double[] a, int n) {
    switch (function) {
      case SQRT -> {
        for (int i = 0; i < n; i++) {
          a[i] = Math.sqrt(a[i]);
        }
      }
      case FLOOR -> {
        for (int i = 0; i < n; i++) {
          a[i] = Math.floor(a[i]);
        }
      }
      case CEIL -> {
        for (int i = 0; i < n; i++) {
          a[i] = Math.ceil(a[i]);
        }
      }
      case ROUND -> {
        for (int i = 0; i < n; i++) {
          a[i] = Math.rint(a[i]);
        }
      }
      case TRUNCATE -> {
        for (int i = 0; i < n; i++) {
          a[i] = Math.copySign(Math.floor(Math.abs(a[i])), a[i]);
        }
      }
      case CBRT,
          EXP,
          EXPM1,
          LOG,
          LOG10,
          LOG1P,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH -> {
        for (int i = 0; i < n; i++) {
          a[i] = call(function, a[i]);
        }
      }
    }
  }

  /** One value of a function that costs so much that the choice per row does not matter. */
  private static double call(MathFunction function, double x) {
    return switch (function) {
      case CBRT -> Math.cbrt(x);
      case EXP -> Math.exp(x);
      case EXPM1 -> Math.expm1(x);
      case LOG -> Math.log(x);
      case LOG10 -> Math.log10(x);
      case LOG1P -> Math.log1p(x);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      case TANH -> Math.tanh(x);
      case SQRT, FLOOR, CEIL, ROUND, TRUNCATE -> throw new AssertionError(function);
    };
  }

  @Override
  public void pow(
      LaneType type, MemorySegment base, MemorySegment exponent, MemorySegment out, int n) {
    pow(type, base, exponent, 0, out, 0, n);
  }

  @Override
  public void pow(LaneType type, MemorySegment base, double exponent, MemorySegment out, int n) {
    pow(type, base, MemorySegment.NULL, exponent, out, 0, n);
  }

  /** Rows {@code from} to {@code to - 1}; an empty exponent segment stands for the constant. */
  public static void pow(
      LaneType type,
      MemorySegment base,
      MemorySegment exponent,
      double constant,
      MemorySegment out,
      int from,
      int to) {
    double[] a = Blocks.doubles(to - from);
    double[] b = Blocks.doubles(to - from);
    Arrays.fill(b, constant);
    for (int row = from; row < to; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, to - row);
      Blocks.load(type, base, row, a, n);
      if (exponent.byteSize() != 0) {
        Blocks.load(type, exponent, row, b, n);
      }
      for (int i = 0; i < n; i++) {
        a[i] = Math.pow(a[i], b[i]);
      }
      Blocks.store(type, a, out, row, n);
    }
  }

  @Override
  public void fma(
      LaneType type, MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment out, int n) {
    fma(type, a, b, c, out, 0, n);
  }

  /** Rows {@code from} to {@code to - 1}. */
  public static void fma(
      LaneType type,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment out,
      int from,
      int to) {
    double[] x = Blocks.doubles(to - from);
    double[] y = Blocks.doubles(to - from);
    double[] z = Blocks.doubles(to - from);
    for (int row = from; row < to; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, to - row);
      Blocks.load(type, a, row, x, n);
      Blocks.load(type, b, row, y, n);
      Blocks.load(type, c, row, z, n);
      if (type == LaneType.FLOAT32) {
        // in double the sum could round twice
        for (int i = 0; i < n; i++) {
          x[i] = Math.fma((float) x[i], (float) y[i], (float) z[i]);
        }
      } else {
        for (int i = 0; i < n; i++) {
          x[i] = Math.fma(x[i], y[i], z[i]);
        }
      }
      Blocks.store(type, x, out, row, n);
    }
  }
}
