package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * The first column's value in the row in which the second one is least or greatest; of equal ones
 * the first row's. Rows in which either is null are left out. Of any types.
 */
public enum ArgExtreme implements AggregateFunction {
  LEAST("argMin"),
  GREATEST("argMax");

  private final String label;

  ArgExtreme(String label) {
    this.label = label;
  }

  @Override
  public DType resultType(List<DType> types) {
    if (types.size() != 2) {
      throw new PlanException(
          "%s takes a value and what to compare, not %d columns".formatted(this, types.size()));
    }
    return types.getFirst();
  }

  @Override
  public int inputs() {
    return 2;
  }

  @Override
  public String toString() {
    return label;
  }
}
