package dev.quern.engine.function.number;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;

/** Functions of int64. */
final class Integers {
  private Integers() {}

  /** Shifts by 64 or more leave nothing, and by less than 0 are an error. */
  static void shiftLeft(Row in, RowResult out) {
    long by = distance(in.integer(1));
    out.set(by > 63 ? 0L : in.integer(0) << by);
  }

  /** Keeps the sign. */
  static void shiftRight(Row in, RowResult out) {
    long by = distance(in.integer(1));
    out.set(in.integer(0) >> Math.min(by, 63));
  }

  /** Fills up with zeros. */
  static void shiftRightUnsigned(Row in, RowResult out) {
    long by = distance(in.integer(1));
    out.set(by > 63 ? 0L : in.integer(0) >>> by);
  }

  private static long distance(long by) {
    if (by < 0) {
      throw new ComputeException("a shift by " + by + ": shift the other way");
    }
    return by;
  }

  static void gcd(Row in, RowResult out) {
    out.set(positive(gcd(in.integer(0), in.integer(1))));
  }

  static void lcm(Row in, RowResult out) {
    long a = in.integer(0);
    long b = in.integer(1);
    if (a == 0 || b == 0) {
      out.set(0L);
      return;
    }
    long part = a / gcd(a, b);
    long product = part * b;
    if (Math.multiplyHigh(part, b) != product >> 63) {
      throw new ComputeException(
          "the least common multiple of %d and %d does not fit int64".formatted(a, b));
    }
    out.set(positive(product));
  }

  private static long gcd(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return x;
  }

  private static long positive(long value) {
    if (value == Long.MIN_VALUE) {
      throw new ComputeException("the result 9223372036854775808 does not fit int64");
    }
    return Math.abs(value);
  }

  static void factorial(Row in, RowResult out) {
    long n = in.integer(0);
    if (n < 0 || n > 20) {
      throw new ComputeException("the factorial of %d is none, or does not fit int64".formatted(n));
    }
    long product = 1;
    for (long i = 2; i <= n; i++) {
      product *= i;
    }
    out.set(product);
  }

  /** The remainder with the sign of the divisor; null where that is 0. */
  static void floorMod(Row in, RowResult out) {
    long divisor = in.integer(1);
    if (divisor == 0) {
      out.setNull();
    } else {
      out.set(Math.floorMod(in.integer(0), divisor));
    }
  }

  /** The quotient rounded down; null where the divisor is 0. */
  static void floorDivide(Row in, RowResult out) {
    long value = in.integer(0);
    long divisor = in.integer(1);
    if (divisor == 0) {
      out.setNull();
    } else if (value == Long.MIN_VALUE && divisor == -1) {
      throw new ComputeException("the quotient of %d and -1 does not fit int64".formatted(value));
    } else {
      out.set(Math.floorDiv(value, divisor));
    }
  }
}
