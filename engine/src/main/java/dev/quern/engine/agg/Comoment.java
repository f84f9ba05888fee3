package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * Functions of pairs of FLOAT64: of how two columns vary together. Rows in which either is null are
 * left out; NaN makes NaN. Merged by Pébay's formulas (Formulas for Robust, One-Pass Parallel
 * Computation of Covariances and Arbitrary-Order Statistical Moments, 2008).
 */
public enum Comoment implements AggregateFunction {
  /** The sample covariance, divisor n - 1; null of fewer than two pairs. */
  COVARIANCE("cov"),
  /** The covariance, divisor n. */
  POPULATION_COVARIANCE("covPop"),
  /** Pearson's correlation; null of fewer than two pairs, NaN where a column does not vary. */
  CORRELATION("corr"),
  /** The slope of the least squares line of the first column by the second; null if that is one. */
  SLOPE("regrSlope"),
  /** Where that line meets 0. */
  INTERCEPT("regrIntercept"),
  /** The share of the first column's variance that the line explains; 1 where there is none. */
  R2("regrR2");

  private final String label;

  Comoment(String label) {
    this.label = label;
  }

  @Override
  public DType resultType(List<DType> types) {
    if (types.size() != 2 || !types.stream().allMatch(type -> type == DType.FLOAT64)) {
      throw new PlanException("%s needs two columns of float64, not %s".formatted(this, types));
    }
    return DType.FLOAT64;
  }

  @Override
  public int inputs() {
    return 2;
  }

  /** The result of {@code n} pairs; NaN, and null by {@link #isNull}. */
  double of(double n, double meanX, double meanY, double xx, double yy, double xy) {
    return switch (this) {
      case COVARIANCE -> xy / (n - 1);
      case POPULATION_COVARIANCE -> xy / n;
      case CORRELATION -> xy / Math.sqrt(xx * yy);
      case SLOPE -> xy / yy;
      case INTERCEPT -> meanX - xy / yy * meanY;
      case R2 -> xx == 0 ? 1 : xy * xy / (xx * yy);
    };
  }

  boolean isNull(long n, double yy) {
    return switch (this) {
      case COVARIANCE, CORRELATION -> n < 2;
      case POPULATION_COVARIANCE -> n < 1;
      case SLOPE, INTERCEPT, R2 -> n < 1 || yy == 0;
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
