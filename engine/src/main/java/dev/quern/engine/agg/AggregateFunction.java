package dev.quern.engine.agg;

import dev.quern.engine.type.DType;
import java.io.Serializable;
import java.util.List;

/**
 * What makes one value of many. Nulls are left out; of no values (an empty group, or nothing but
 * nulls) the result is null, but 0 for the counts. NaN is a value, equal to itself and greater than
 * all others.
 */
@SuppressWarnings("ClassInitializationDeadlock")
public sealed interface AggregateFunction extends Serializable
    permits BasicAggregate,
        Variance,
        Shape,
        Comoment,
        Fold,
        ArgExtreme,
        Quantile,
        Mode,
        Distinct,
        ApproxCountDistinct,
        ApproxQuantile,
        Collect,
        Aggregator {

  /** The number of rows, nulls included; takes no input. INT64. */
  AggregateFunction COUNT_ALL = BasicAggregate.COUNT_ALL;

  /** The number of values. INT64. */
  AggregateFunction COUNT = BasicAggregate.COUNT;

  /** The number of different values, exactly. INT64; memory grows with it. */
  AggregateFunction COUNT_DISTINCT = BasicAggregate.COUNT_DISTINCT;

  /**
   * The sum. Of integers INT64, exact: added up in 128 bits, and a {@code ComputeException} only if
   * the final sum leaves 64 bits. Of floats FLOAT64. Of decimal(p, s) decimal(38, s), and a {@code
   * ComputeException} beyond 38 digits. Of uint8 to uint32 INT64 as well, and of uint64 decimal(38,
   * 0). Of durations a duration.
   */
  AggregateFunction SUM = BasicAggregate.SUM;

  /**
   * The arithmetic mean of numbers, FLOAT64; integers and decimals are added up exactly first. Of
   * timestamps, times and durations one of them, to the nearest unit, the later of two as near.
   */
  AggregateFunction MEAN = BasicAggregate.MEAN;

  /** The least value, of any type; strings by bytes, false before true. */
  AggregateFunction MIN = BasicAggregate.MIN;

  /** The greatest value, of any type; NaN if there is one. */
  AggregateFunction MAX = BasicAggregate.MAX;

  /** The first value that is not null, in the order of the rows; of any type. */
  AggregateFunction FIRST = BasicAggregate.FIRST;

  /** The last value that is not null, in the order of the rows; of any type. */
  AggregateFunction LAST = BasicAggregate.LAST;

  /** The sample variance of numbers, divisor n - 1; null of fewer than two values. FLOAT64. */
  AggregateFunction VARIANCE = new Variance(1, false);

  /** The square root of {@link #VARIANCE}. */
  AggregateFunction STANDARD_DEVIATION = new Variance(1, true);

  /**
   * The type of the result over inputs of these types.
   *
   * @throws dev.quern.engine.PlanException if the function does not take them
   */
  DType resultType(List<DType> inputs);

  /** How many input columns the function takes. */
  int inputs();
}
