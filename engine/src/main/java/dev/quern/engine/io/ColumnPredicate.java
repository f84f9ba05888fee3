package dev.quern.engine.io;

import java.util.stream.Stream;

/**
 * A condition on one column that statistics can decide.
 *
 * @param column the column's name
 * @param comparison how to compare
 * @param value what to compare with, as the Java object that stands for the column's type (Long for
 *     every integer type but uint64, which has a BigDecimal, Double for floats, Boolean, String,
 *     BigDecimal, Long counts for dates and timestamps); ignored by the null tests
 */
@SuppressWarnings("serial") // the values are
public record ColumnPredicate(String column, Comparison comparison, Object value)
    implements ScanPredicate {

  @Override
  public Stream<String> columns() {
    return Stream.of(column);
  }

  /** The comparisons that statistics decide; a null row meets only {@link #IS_NULL}. */
  public enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    /** One of several values: the value is a List of them. */
    IN,
    /** A text that begins with another. */
    STARTS_WITH,
    IS_NULL,
    IS_NOT_NULL
  }
}
