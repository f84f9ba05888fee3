package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.UnaryOp;

/** Floating operations on blocks. */
final class FloatOps {

  private FloatOps() {}

  /** Sets {@code r = a op b}. */
  static void apply(ArithmeticOp op, double[] a, double[] b, double[] r, int n) {
    switch (op) {
      case ADD -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] + b[i];
        }
      }
      case SUBTRACT -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] - b[i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] * b[i];
        }
      }
      case DIVIDE -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] / b[i];
        }
      }
      case REMAINDER -> {
        for (int i = 0; i < n; i++) {
          r[i] = a[i] % b[i];
        }
      }
      case MIN -> {
        for (int i = 0; i < n; i++) {
          r[i] = min(a[i], b[i]);
        }
      }
      case MAX -> {
        for (int i = 0; i < n; i++) {
          r[i] = max(a[i], b[i]);
        }
      }
    }
  }

  /** The lesser in the total order, the first of equals. */
  static double min(double a, double b) {
    return b < a || Double.isNaN(a) ? b : a;
  }

  /** The greater in the total order, the first of equals. */
  static double max(double a, double b) {
    return b > a || Double.isNaN(b) ? b : a;
  }

  /** Sets {@code a = op(a)}. */
  static void apply(UnaryOp op, double[] a, int n) {
    switch (op) {
      case NEGATE -> {
        for (int i = 0; i < n; i++) {
          a[i] = -a[i];
        }
      }
      case ABS -> {
        for (int i = 0; i < n; i++) {
          a[i] = Math.abs(a[i]);
        }
      }
      case SIGN -> {
        for (int i = 0; i < n; i++) {
          a[i] = Math.signum(a[i]);
        }
      }
    }
  }
}
