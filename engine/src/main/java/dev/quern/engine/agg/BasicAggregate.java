package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.TickType;
import java.util.List;

/** The functions that have no parameters. Use the constants of {@link AggregateFunction}. */
public enum BasicAggregate implements AggregateFunction {
  COUNT_ALL("count"),
  COUNT("count"),
  COUNT_DISTINCT("countDistinct"),
  SUM("sum"),
  MEAN("mean"),
  MIN("min"),
  MAX("max"),
  FIRST("first"),
  LAST("last");

  private final String label;

  BasicAggregate(String label) {
    this.label = label;
  }

  @Override
  public DType resultType(List<DType> inputs) {
    check(inputs);
    return switch (this) {
      case COUNT_ALL, COUNT, COUNT_DISTINCT -> DType.INT64;
      case SUM ->
          inputs.getFirst() instanceof DurationType duration ? duration : sumType(numeric(inputs));
      case MEAN -> {
        if (inputs.getFirst() instanceof TickType ticks) {
          yield ticks;
        }
        numeric(inputs);
        yield DType.FLOAT64;
      }
      case MIN, MAX, FIRST, LAST -> inputs.getFirst();
    };
  }

  @Override
  public int inputs() {
    return this == COUNT_ALL ? 0 : 1;
  }

  private static DType sumType(DType input) {
    if (input instanceof DecimalType decimal) {
      return DType.decimal(DecimalType.MAX_PRECISION, decimal.scale());
    }
    if (input == DType.UINT64) {
      return DType.decimal(DecimalType.MAX_PRECISION, 0);
    }
    return input.isFloating() ? DType.FLOAT64 : DType.INT64;
  }

  private DType numeric(List<DType> inputs) {
    DType input = inputs.getFirst();
    if (!input.isNumeric()) {
      throw new PlanException(
          "%s needs numbers, not %s%s"
              .formatted(
                  this,
                  input,
                  input == DType.BOOL
                      ? ": cast it to int64 to count the true"
                      : this == MEAN && input == DType.DATE ? ": cast it to a timestamp" : ""));
    }
    return input;
  }

  private void check(List<DType> types) {
    if (types.size() != inputs()) {
      throw new PlanException(
          "%s takes %d columns, not %d".formatted(this, inputs(), types.size()));
    }
  }

  /** The name as it is called: {@code countDistinct}. */
  @Override
  public String toString() {
    return this == COUNT_ALL ? label + "(*)" : label;
  }
}
