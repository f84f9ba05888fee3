package dev.quern.engine.function.number;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.RowFunction;
import java.util.function.DoubleUnaryOperator;

/** Numbers rounded to decimal places, that may be negative: -2 is to hundreds. */
final class Roundings {
  /* Powers of ten up to here are exact in float64. */
  private static final int EXACT = 22;
  private static final int MOST = 300;

  private Roundings() {}

  /** A float: scaled, rounded to a whole number and scaled back. */
  static RowFunction ofFloat(Known known, DoubleUnaryOperator whole) {
    if (known.isConstant(1)) {
      int digits = digits(known.integer(1));
      double power = power(digits);
      return (in, out) -> out.set(round(in.real(0), digits, power, whole));
    }
    return (in, out) -> {
      int digits = digits(in.integer(1));
      out.set(round(in.real(0), digits, power(digits), whole));
    };
  }

  private static double round(double value, int digits, double power, DoubleUnaryOperator whole) {
    double scaled = digits < 0 ? value / power : value * power;
    if (!Double.isFinite(scaled)) {
      return value;
    }
    double rounded = whole.applyAsDouble(scaled);
    return digits < 0 ? rounded * power : rounded / power;
  }

  private static int digits(long digits) {
    return Math.clamp(digits, -MOST, MOST);
  }

  private static double power(int digits) {
    int size = Math.abs(digits);
    return size <= EXACT ? Math.pow(10, size) : Double.parseDouble("1e" + size);
  }

  /** The nearest whole number, ties away from zero. */
  static double halfUp(double value) {
    double down = Math.floor(Math.abs(value));
    double rest = Math.abs(value) - down;
    return Math.copySign(rest >= 0.5 ? down + 1 : down, value);
  }

  static double truncate(double value) {
    return Math.copySign(Math.floor(Math.abs(value)), value);
  }

  /** An integer to tens, hundreds and so on, ties away from zero. */
  static long ofInteger(long value, long digits) {
    if (digits >= 0) {
      return value;
    }
    if (digits < -18) {
      return 0;
    }
    long step = 1;
    for (long i = digits; i < 0; i++) {
      step *= 10;
    }
    long rest = value % step;
    long down = value - rest;
    if (Math.abs(rest) < step - Math.abs(rest)) {
      return down;
    }
    long rounded = down + (value < 0 ? -step : step);
    if ((rounded < 0) != (value < 0)) {
      throw new ComputeException(
          "%d rounded to %d places does not fit int64".formatted(value, digits));
    }
    return rounded;
  }
}
