package dev.quern.engine.expr;

import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.number.DecimalRounding;
import dev.quern.engine.function.number.NumberFunction;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.math.RoundingMode;

/** Makes expressions of numbers whose result depends on what kind of number it is, checked. */
public final class Numbers {
  private Numbers() {}

  /**
   * A number rounded to decimal places by {@code ofFloat}: a decimal becomes one of so many places
   * in the same way; an integer stays what it is, or loses digits half up if {@code places} is
   * negative.
   */
  public static Expr round(NumberFunction ofFloat, Expr number, int places) {
    if (number.type().isInteger() || number.type().isUnsigned()) {
      return places >= 0
          ? number
          : Calls.of(NumberFunction.ROUND_INTEGER, number, Exprs.literal((long) places));
    }
    if (number.type() instanceof DecimalType) {
      return rounded(mode(ofFloat), number, places);
    }
    return Calls.of(ofFloat, number, Exprs.literal((long) places));
  }

  /** A number rounded to a whole one: a decimal by {@code mode}, and others as floats. */
  public static Expr whole(MathFunction ofFloat, RoundingMode mode, Expr number) {
    return number.type() instanceof DecimalType
        ? rounded(mode, number, 0)
        : Exprs.math(ofFloat, number);
  }

  private static RoundingMode mode(NumberFunction ofFloat) {
    return switch (ofFloat) {
      case ROUND_TO -> RoundingMode.HALF_UP;
      case ROUND_EVEN -> RoundingMode.HALF_EVEN;
      case TRUNCATE_TO -> RoundingMode.DOWN;
      default -> throw new IllegalArgumentException(ofFloat + " rounds nothing");
    };
  }

  private static Expr rounded(RoundingMode mode, Expr decimal, int places) {
    DecimalType type = (DecimalType) decimal.type();
    if (places >= type.scale()) {
      return decimal;
    }
    if (mode == RoundingMode.HALF_UP && places >= 0) {
      // What casts do, by a kernel.
      int precision = type.precision() - type.scale() + places + 1;
      return Exprs.cast(
          decimal, DType.decimal(Math.min(DecimalType.MAX_PRECISION, precision), places));
    }
    return Calls.of(new DecimalRounding(mode, places), decimal);
  }

  /** The remainder with the sign of the divisor: of integers an integer. */
  public static Expr floorMod(Expr number, Expr divisor) {
    boolean whole =
        Parameter.INTEGER.takes(number.type()) && Parameter.INTEGER.takes(divisor.type());
    return Calls.of(
        whole ? NumberFunction.FLOOR_MOD : NumberFunction.FLOOR_MOD_REAL, number, divisor);
  }
}
