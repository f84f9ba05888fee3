package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.F64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;

import dev.quern.engine.kernel.MathFunction;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions over blocks in the machine's vector maths library (SVML, within 1 ulp by its makers'
 * word). A block is a whole number of vectors long.
 */
final class MathBlocks {

  private MathBlocks() {}

  /**
   * Replaces the first {@code n} entries by the function's values; {@code false} if it has none.
   */
  static boolean apply(MathFunction function, double[] a, int n) {
    switch (function) {
      case CBRT -> cbrt(a, n);
      case EXP -> exp(a, n);
      case EXPM1 -> expm1(a, n);
      case LOG -> log(a, n);
      case LOG10 -> log10(a, n);
      case LOG1P -> log1p(a, n);
      case SIN -> sin(a, n);
      case COS -> cos(a, n);
      case TAN -> tan(a, n);
      case ASIN -> asin(a, n);
      case ACOS -> acos(a, n);
      case ATAN -> atan(a, n);
      case SINH -> sinh(a, n);
      case COSH -> cosh(a, n);
      case TANH -> tanh(a, n);
      case SQRT, FLOOR, CEIL, ROUND, TRUNCATE -> {
        return false;
      }
    }
    return true;
  }

  private static DoubleVector load(double[] a, int i) {
    return DoubleVector.fromArray(F64, a, i);
  }

  private static void cbrt(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.CBRT).intoArray(a, i);
    }
  }

  private static void exp(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.EXP).intoArray(a, i);
    }
  }

  private static void expm1(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.EXPM1).intoArray(a, i);
    }
  }

  private static void log(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.LOG).intoArray(a, i);
    }
  }

  private static void log10(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.LOG10).intoArray(a, i);
    }
  }

  private static void log1p(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.LOG1P).intoArray(a, i);
    }
  }

  private static void sin(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.SIN).intoArray(a, i);
    }
  }

  private static void cos(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.COS).intoArray(a, i);
    }
  }

  private static void tan(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.TAN).intoArray(a, i);
    }
  }

  private static void asin(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.ASIN).intoArray(a, i);
    }
  }

  private static void acos(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.ACOS).intoArray(a, i);
    }
  }

  private static void atan(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.ATAN).intoArray(a, i);
    }
  }

  private static void sinh(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.SINH).intoArray(a, i);
    }
  }

  private static void cosh(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.COSH).intoArray(a, i);
    }
  }

  private static void tanh(double[] a, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.TANH).intoArray(a, i);
    }
  }

  /** Sets {@code a} to {@code a ^ b}. */
  static void pow(double[] a, double[] b, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      load(a, i).lanewise(VectorOperators.POW, load(b, i)).intoArray(a, i);
    }
  }
}
