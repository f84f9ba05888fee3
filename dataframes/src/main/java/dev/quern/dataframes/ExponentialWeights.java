package dev.quern.dataframes;

import dev.quern.engine.PlanException;

/**
 * Weights that fall from row to row, the latest row's the greatest.
 *
 * @param alpha how much of the weight the latest row has, above 0 and at most 1
 * @param adjust whether weights are {@code (1 - alpha)^i} divided by their sum, so that the first
 *     rows are not favoured; otherwise {@code y = (1 - alpha) * before + alpha * x}
 */
public record ExponentialWeights(double alpha, boolean adjust) {

  /** Checks alpha. */
  public ExponentialWeights {
    if (!(alpha > 0 && alpha <= 1)) {
      throw new PlanException("exponential weights need 0 < alpha <= 1, not " + alpha);
    }
  }

  /** These weights, adjusted. */
  public static ExponentialWeights alpha(double alpha) {
    return new ExponentialWeights(alpha, true);
  }

  /** Those of a span of at least 1 row: {@code alpha = 2 / (span + 1)}. */
  public static ExponentialWeights span(double rows) {
    return alpha(2 / (rows + 1));
  }

  /** Those that halve within so many rows: {@code alpha = 1 - exp(-ln 2 / rows)}. */
  public static ExponentialWeights halfLife(double rows) {
    return alpha(-Math.expm1(-Math.log(2) / rows));
  }

  /** Those whose centre lies so many rows back: {@code alpha = 1 / (rows + 1)}. */
  public static ExponentialWeights centerOfMass(double rows) {
    return alpha(1 / (rows + 1));
  }

  /** These weights, adjusted or not. */
  public ExponentialWeights withAdjust(boolean value) {
    return new ExponentialWeights(alpha, value);
  }
}
