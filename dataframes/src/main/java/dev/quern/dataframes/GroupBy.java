package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.SourceLine;
import java.util.List;

/**
 * The rows of a frame in groups of equal keys, waiting to be aggregated. Nulls are a group of their
 * own; NaN equals NaN.
 */
public final class GroupBy {
  private final FramePlan input;
  private final List<NamedExpr> keys;

  GroupBy(FramePlan input, List<NamedExpr> keys) {
    this.input = input;
    this.keys = keys;
  }

  /**
   * One row per group: the keys, and then the aggregates, in the order given. The order of the
   * groups is that in which they first appear in the data, whatever the number of workers.
   */
  public DataFrame agg(Aggregation... aggregations) {
    return new DataFrame(
        new FramePlan.Aggregate(
            input, keys, Aggregation.bind(aggregations, input.schema()), SourceLine.here()));
  }

  /** The number of rows of each group, in a column called {@code count}. */
  public DataFrame count() {
    return agg(Frames.count().as("count"));
  }
}
