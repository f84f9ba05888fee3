package dev.quern.engine.expr;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.number.NumberFunction;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;

/** Makes expressions of numbers whose result depends on what kind of number it is, checked. */
public final class Numbers {
  private Numbers() {}

  /**
   * A number rounded to decimal places by {@code ofFloat}, or half up if it is no float: a decimal
   * becomes one of so many places, an integer stays what it is, or loses digits if {@code places}
   * is negative.
   */
  public static Expr round(NumberFunction ofFloat, Expr number, int places) {
    if (number.type().isInteger() || number.type().isUnsigned()) {
      return places >= 0
          ? number
          : Calls.of(NumberFunction.ROUND_INTEGER, number, Exprs.literal((long) places));
    }
    if (number.type() instanceof DecimalType type && ofFloat == NumberFunction.ROUND_TO) {
      if (places < 0) {
        throw new PlanException(
            "%s is %s: cast it to float64 to round it to tens".formatted(number, type));
      }
      return places >= type.scale()
          ? number
          : Exprs.cast(
              number,
              DType.decimal(
                  Math.min(DecimalType.MAX_PRECISION, type.precision() - type.scale() + places + 1),
                  places));
    }
    return Calls.of(ofFloat, number, Exprs.literal((long) places));
  }

  /** The remainder with the sign of the divisor: of integers an integer. */
  public static Expr floorMod(Expr number, Expr divisor) {
    boolean whole =
        Parameter.INTEGER.takes(number.type()) && Parameter.INTEGER.takes(divisor.type());
    return Calls.of(
        whole ? NumberFunction.FLOOR_MOD : NumberFunction.FLOOR_MOD_REAL, number, divisor);
  }
}
