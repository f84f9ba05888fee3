package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * About how many different values there are, of any type: HyperLogLog with 1,024 registers, which
 * is off by 3.3 % in the standard deviation and takes 1 KiB a group. The same values give the same
 * number, in any order and in any parts. INT64.
 */
public enum ApproxCountDistinct implements AggregateFunction {
  HYPER_LOG_LOG;

  @Override
  public DType resultType(List<DType> types) {
    if (types.size() != 1) {
      throw new PlanException("%s takes one column, not %d".formatted(this, types.size()));
    }
    return DType.INT64;
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public String toString() {
    return "approxCountDistinct";
  }
}
