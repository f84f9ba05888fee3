package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TickType;
import java.util.List;

/**
 * An exact quantile of numbers, dates or timestamps; NaN is the greatest number. FLOAT64 where two
 * values are interpolated, which takes numbers, but of timestamps, times and durations one of them,
 * to the nearest unit; and otherwise of the values' type. Keeps all values until the end, on disk
 * where memory is short.
 *
 * @param q the share of values that is not greater, from 0 to 1
 * @param interpolation what is between two values
 */
public record Quantile(double q, Interpolation interpolation) implements AggregateFunction {

  /** The middle value, or the mean of the two that are in the middle. */
  public static final Quantile MEDIAN = new Quantile(0.5, Interpolation.LINEAR);

  /** Checks the share. */
  public Quantile {
    if (!(q >= 0 && q <= 1)) {
      throw new PlanException("quantile " + q + ": it must be from 0 to 1");
    }
  }

  @Override
  public DType resultType(List<DType> types) {
    DType type = Words.check(this, types);
    if (!interpolation.isBetween()) {
      return type;
    }
    if (type instanceof TickType) {
      return type;
    }
    if (!type.isNumeric()) {
      throw new PlanException(
          "%s of %s has no value between two: choose DISCRETE, LOWER, HIGHER or NEAREST"
              .formatted(this, type));
    }
    return DType.FLOAT64;
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public String toString() {
    return equals(MEDIAN) ? "median" : "quantile " + q;
  }
}
