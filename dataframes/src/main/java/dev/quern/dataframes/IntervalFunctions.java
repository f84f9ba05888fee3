package dev.quern.dataframes;

import dev.quern.engine.function.time.IntervalFunction;

/** The parts of a column of calendar intervals, as they are: none flows over into another. */
public final class IntervalFunctions {
  private final Column column;

  IntervalFunctions(Column column) {
    this.column = column;
  }

  /** The months, years among them: int32. */
  public Column months() {
    return Column.call(IntervalFunction.MONTHS, column);
  }

  /** The days: int32. */
  public Column days() {
    return Column.call(IntervalFunction.DAYS, column);
  }

  /** The nanoseconds, hours and minutes among them: int64. */
  public Column nanos() {
    return Column.call(IntervalFunction.NANOS, column);
  }
}
