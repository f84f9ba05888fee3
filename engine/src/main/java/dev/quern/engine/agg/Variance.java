package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * The variance of numbers, by Welford's updates and the merging of Chan, Golub and LeVeque (1979),
 * or its square root. Null where there are no more than {@code ddof} values.
 *
 * @param ddof "delta degrees of freedom": the divisor is the number of values less this
 * @param root whether it is the standard deviation
 */
public record Variance(int ddof, boolean root) implements AggregateFunction {

  /** Checks the divisor. */
  public Variance {
    if (ddof < 0) {
      throw new PlanException("ddof is " + ddof + ": it must be 0 or more");
    }
  }

  @Override
  public DType resultType(List<DType> types) {
    if (types.size() != 1 || !types.getFirst().isNumeric()) {
      throw new PlanException("%s needs one column of numbers, not %s".formatted(this, types));
    }
    return DType.FLOAT64;
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public String toString() {
    return root ? "std" : "var";
  }
}
