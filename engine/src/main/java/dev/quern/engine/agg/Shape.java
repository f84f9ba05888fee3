package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * The shape of the distribution of FLOAT64, estimated for the population as by DuckDB and pandas
 * (G1 and G2 of Joanes and Gill, 1998). NaN where nothing varies. Merged by Pébay's formulas (see
 * {@link Comoment}).
 */
public enum Shape implements AggregateFunction {
  /** How lopsided it is; null of fewer than three values. */
  SKEWNESS("skewness"),
  /** How heavy its tails are beyond those of a normal one; null of fewer than four values. */
  KURTOSIS("kurtosis");

  private final String label;

  Shape(String label) {
    this.label = label;
  }

  @Override
  public DType resultType(List<DType> types) {
    if (types.size() != 1 || types.getFirst() != DType.FLOAT64) {
      throw new PlanException("%s needs one column of float64, not %s".formatted(this, types));
    }
    return DType.FLOAT64;
  }

  @Override
  public int inputs() {
    return 1;
  }

  /** The least number of values. */
  int fewest() {
    return this == SKEWNESS ? 3 : 4;
  }

  /** The result of {@code n} values with these sums of powers of their deviations. */
  double of(double n, double squares, double cubes, double fourths) {
    return switch (this) {
      case SKEWNESS ->
          Math.sqrt(n * (n - 1)) / (n - 2) * Math.sqrt(n) * cubes / Math.pow(squares, 1.5);
      case KURTOSIS -> {
        double excess = n * fourths / (squares * squares) - 3;
        yield (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6);
      }
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
