package dev.quern.engine.agg;

import dev.quern.engine.type.DType;
import java.util.List;

/**
 * The ordinal of the row or state with which a group appears. Ordinals never fall from one row to
 * the next, so it is the least one, and is touched once a group and not once a row.
 */
enum Appearance implements AggregateFunction {
  ORDINAL;

  @Override
  public DType resultType(List<DType> inputs) {
    return DType.INT64;
  }

  @Override
  public int inputs() {
    return 1;
  }
}
