package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Groups whose aggregates are to stand side by side, for each of some values of a column. */
public final class Pivot {
  /** More columns than anybody reads: most likely the wrong column. */
  private static final int MOST_VALUES = 10_000;

  private final GroupBy groups;
  private final String column;
  private final List<?> values;

  Pivot(GroupBy groups, String column, List<?> values) {
    this.groups = groups;
    this.column = column;
    this.values = values;
  }

  static Pivot ofAll(GroupBy groups, DataFrame rows, String column) {
    List<Object> values = new ArrayList<>();
    try (Table found =
        rows.distinct(column).dropNulls().sort(column).limit(MOST_VALUES + 1L).collect()) {
      for (long row = 0; row < found.rows(); row++) {
        values.add(Objects.requireNonNull(found.get(row, column)));
      }
    }
    if (values.size() > MOST_VALUES) {
      throw new PlanException(
          "%s has more than %,d values: too many to make columns of"
              .formatted(column, MOST_VALUES));
    }
    return new Pivot(groups, column, values);
  }

  /**
   * One row per group: the keys, and for each value its aggregates, called after the value, and if
   * there are several after both, as in {@code 2024_sum(sales)}. Where a group has no row of a
   * value, counts are 0 and other aggregates null.
   */
  public DataFrame agg(Aggregation... aggregations) {
    List<Aggregation> all = new ArrayList<>();
    for (Object value : values) {
      Column isValue = Column.named(column).eq(value);
      for (Aggregation aggregation : aggregations) {
        String name = aggregations.length == 1 ? "" + value : value + "_" + aggregation.label();
        all.add(aggregation.filter(isValue).as(name));
      }
    }
    return groups.agg(all.toArray(Aggregation[]::new));
  }
}
