package dev.quern.engine.function.number;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.kernel.scalar.Wide;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * A decimal with fewer places behind the point, or with tens, hundreds and so on rounded where
 * {@code places} is negative. The result has a digit more before the point, for what is rounded up.
 *
 * @param mode one that says what to do with every value
 * @param places fewer than the operand has; made for decimals alone, which the front end checks
 */
public record DecimalRounding(RoundingMode mode, int places) implements ScalarFunction {

  @Override
  public String label() {
    return "round %s to %d".formatted(mode.name().toLowerCase(Locale.ROOT), places);
  }

  @Override
  public Signature signature() {
    return Signature.of(Parameter.ANY)
        .gives(types -> result((DecimalType) types.getFirst()))
        .failing();
  }

  private DecimalType result(DecimalType of) {
    int scale = Math.max(0, places);
    int whole = of.precision() - of.scale() + 1;
    return DType.decimal(Math.min(DecimalType.MAX_PRECISION, whole + scale), scale);
  }

  @Override
  public RowFunction bind(Known known) {
    DecimalType type = (DecimalType) known.types().getFirst();
    int digits = type.scale() - places;
    if (digits > DecimalType.MAX_PRECISION) {
      throw new PlanException(
          "%s rounded to %d places: of 38 digits none is left".formatted(type, places));
    }
    int zeros = Math.max(0, -places);
    DecimalType result = result(type);
    Wide wide = new Wide();
    return (in, out) -> {
      wide.set(in.high(0), in.low(0));
      wide.round(digits, mode);
      boolean fits = zeros == 0 || wide.shift(zeros);
      if (!fits || !wide.fits(result.precision())) {
        throw new ComputeException(
            "a value rounded %s to %d places does not fit %s"
                .formatted(mode.name().toLowerCase(Locale.ROOT), places, result));
      }
      out.set(wide.high(), wide.low());
    };
  }
}
