package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * A function of the different values alone, taken in ascending order: {@code sum(distinct x)}. Of
 * numbers, dates and timestamps. Keeps all values until the end, on disk where memory is short.
 *
 * @param of the function of one column
 */
public record Distinct(AggregateFunction of) implements AggregateFunction {

  /** Checks that there is something to make distinct. */
  public Distinct {
    if (of.inputs() != 1 || of instanceof Distinct) {
      throw new PlanException(of + " cannot be taken of distinct values");
    }
  }

  @Override
  public DType resultType(List<DType> types) {
    DType result = of.resultType(types);
    Words.check(this, types);
    return result;
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public String toString() {
    return of + " of distinct";
  }
}
