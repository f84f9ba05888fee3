package dev.quern.dataframes;

/**
 * A key of an order: a column or what is computed from some, with its direction and the place of
 * its nulls. {@code asc("x")}, {@code desc(col("x").abs())} and {@link Column#desc} make one; nulls
 * come last unless {@link #nullsFirst} says otherwise. Immutable.
 */
public final class SortKey {
  private final Column column;
  private final boolean descending;
  private final boolean nullsFirst;

  SortKey(Column column, boolean descending) {
    this(column, descending, false);
  }

  private SortKey(Column column, boolean descending, boolean nullsFirst) {
    this.column = column;
    this.descending = descending;
    this.nullsFirst = nullsFirst;
  }

  /** The same with nulls before all values, whichever the direction. */
  public SortKey nullsFirst() {
    return new SortKey(column, descending, true);
  }

  /** The same with nulls behind all values, whichever the direction. */
  public SortKey nullsLast() {
    return new SortKey(column, descending, false);
  }

  Column column() {
    return column;
  }

  boolean isDescending() {
    return descending;
  }

  boolean hasNullsFirst() {
    return nullsFirst;
  }

  @Override
  public String toString() {
    return column.name().orElseGet(column::toString)
        + (descending ? " desc" : "")
        + (nullsFirst ? " nulls first" : "");
  }
}
