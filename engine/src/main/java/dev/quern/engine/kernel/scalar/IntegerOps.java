package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.UnaryOp;
import java.lang.foreign.MemorySegment;

/**
 * Integer operations on blocks. A loop computes all results and gathers in one word whether any did
 * not fit; only then is the row looked for.
 */
final class IntegerOps {

  private IntegerOps() {}

  /** Sets {@code r = a op b}; returns whether a result, of a valid row or not, does not fit. */
  static boolean apply(ArithmeticOp op, LaneType type, long[] a, long[] b, long[] r, int n) {
    boolean overflow =
        switch (op) {
          case ADD -> add(a, b, r, n);
          case SUBTRACT -> subtract(a, b, r, n);
          case MULTIPLY -> multiply(a, b, r, n);
          case DIVIDE -> divide(a, b, r, n);
          case REMAINDER -> remainder(a, b, r, n);
          case MIN -> min(a, b, r, n);
          case MAX -> max(a, b, r, n);
        };
    return overflow || misfit(type, r, n);
  }

  private static boolean add(long[] a, long[] b, long[] r, int n) {
    long overflow = 0;
    for (int i = 0; i < n; i++) {
      long sum = a[i] + b[i];
      overflow |= (a[i] ^ sum) & (b[i] ^ sum);
      r[i] = sum;
    }
    return overflow < 0;
  }

  private static boolean subtract(long[] a, long[] b, long[] r, int n) {
    long overflow = 0;
    for (int i = 0; i < n; i++) {
      long difference = a[i] - b[i];
      overflow |= (a[i] ^ b[i]) & (a[i] ^ difference);
      r[i] = difference;
    }
    return overflow < 0;
  }

  private static boolean multiply(long[] a, long[] b, long[] r, int n) {
    long overflow = 0;
    for (int i = 0; i < n; i++) {
      long product = a[i] * b[i];
      overflow |= Math.multiplyHigh(a[i], b[i]) ^ (product >> 63);
      r[i] = product;
    }
    return overflow != 0;
  }

  private static boolean divide(long[] a, long[] b, long[] r, int n) {
    boolean overflow = false;
    for (int i = 0; i < n; i++) {
      long quotient = b[i] == 0 ? 0 : a[i] / b[i];
      overflow |= a[i] == Long.MIN_VALUE && b[i] == -1;
      r[i] = quotient;
    }
    return overflow;
  }

  private static boolean remainder(long[] a, long[] b, long[] r, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = b[i] == 0 ? 0 : a[i] % b[i];
    }
    return false;
  }

  private static boolean min(long[] a, long[] b, long[] r, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.min(a[i], b[i]);
    }
    return false;
  }

  private static boolean max(long[] a, long[] b, long[] r, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.max(a[i], b[i]);
    }
    return false;
  }

  /** Whether a number of the block, which is signed, is outside the type's range. */
  static boolean misfit(LaneType type, long[] r, int n) {
    int shift = 64 - 8 * type.byteWidth();
    long difference = 0;
    if (type.isUnsigned()) {
      long beyond = type == LaneType.UINT64 ? Long.MIN_VALUE : ~type.maxValue();
      for (int i = 0; i < n; i++) {
        difference |= r[i] & beyond;
      }
      return difference != 0;
    }
    if (shift == 0) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      difference |= r[i] ^ r[i] << shift >> shift;
    }
    return difference != 0;
  }

  /** The first valid row of the block whose result does not fit. */
  static int firstOverflow(
      ArithmeticOp op, LaneType type, long[] a, long[] b, MemorySegment valid, int row, int n) {
    for (int i = 0; i < n; i++) {
      if (overflows(op, type, a[i], b[i]) && Bitmaps.get(valid, row + i)) {
        return row + i;
      }
    }
    return Kernels.NONE;
  }

  private static boolean overflows(ArithmeticOp op, LaneType type, long a, long b) {
    long[] r = new long[1];
    return apply(op, type, new long[] {a}, new long[] {b}, r, 1);
  }

  /** Sets {@code a = op(a)}; the caller has looked for the one value that does not fit. */
  static void apply(UnaryOp op, long[] a, int n) {
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
          a[i] = Long.signum(a[i]);
        }
      }
    }
  }
}
