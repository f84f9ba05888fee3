package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * The values of a group as a list, in the order of the rows. Unlike other functions it may keep
 * nulls, and of no values its result is an empty list, not null. A group must fit in memory.
 *
 * @param keepsNulls whether nulls are elements
 */
public record Collect(boolean keepsNulls) implements AggregateFunction {
  @Override
  public DType resultType(List<DType> types) {
    if (types.size() != 1) {
      throw new PlanException("%s takes 1 column, not %d".formatted(this, types.size()));
    }
    return DType.list(types.getFirst());
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public String toString() {
    return keepsNulls ? "collectList" : "collectNonNull";
  }
}
