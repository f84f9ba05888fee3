package dev.quern.engine.io.jdbc;

import dev.quern.engine.PlanException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a database is read and written.
 *
 * @param properties what the driver is given besides the URL: user, password and so on; they are
 *     never printed
 * @param partitionColumn the column by whose ranges connections share the rows; none for one
 * @param lower where the first range ends to begin with: a bound of the ranges, not of the rows
 * @param upper where the last range begins
 * @param partitions how many ranges there are
 * @param fetchRows how many rows the driver is asked to fetch at a time, and how many are inserted
 *     at once
 * @param sendsFilters whether the database is told what filters want, where it surely keeps all of
 *     those rows
 * @param createsTable whether a table that is missing is made when it is to be written to
 */
public record JdbcOptions(
    Map<String, String> properties,
    Optional<String> partitionColumn,
    long lower,
    long upper,
    int partitions,
    int fetchRows,
    boolean sendsFilters,
    boolean createsTable) {

  /** One connection, without properties, 10,000 rows at a time. */
  public static final JdbcOptions DEFAULTS =
      new JdbcOptions(Map.of(), Optional.empty(), 0, 0, 1, 10_000, true, false);

  /** Copies the map, and checks the numbers. */
  public JdbcOptions {
    properties = Map.copyOf(properties);
    if (partitions < 1 || fetchRows < 1) {
      throw new PlanException(
          "%d partitions of %d rows at a time: both must be 1 or more"
              .formatted(partitions, fetchRows));
    }
    if (lower > upper) {
      throw new PlanException("the range from %d to %d is empty".formatted(lower, upper));
    }
  }

  /** The same with a user and a password. */
  public JdbcOptions as(String user, String password) {
    return with("user", user).with("password", password);
  }

  /** The same with one more property for the driver. */
  public JdbcOptions with(String name, String value) {
    Map<String, String> more = new HashMap<>(properties);
    more.put(name, value);
    return new JdbcOptions(
        more, partitionColumn, lower, upper, partitions, fetchRows, sendsFilters, createsTable);
  }

  /**
   * The same read in {@code count} ranges of an integer column, by as many connections: of equal
   * width between {@code from} and {@code to}; the first and the last are open, and nulls are in
   * the first, so no row is lost.
   */
  public JdbcOptions partitionedBy(String column, long from, long to, int count) {
    return new JdbcOptions(
        properties, Optional.of(column), from, to, count, fetchRows, sendsFilters, createsTable);
  }

  /** The same with so many rows at a time. */
  public JdbcOptions fetching(int rows) {
    return new JdbcOptions(
        properties, partitionColumn, lower, upper, partitions, rows, sendsFilters, createsTable);
  }

  /** The same with all rows fetched and filtered here: for databases of a dialect of their own. */
  public JdbcOptions withoutFilters() {
    return new JdbcOptions(
        properties, partitionColumn, lower, upper, partitions, fetchRows, false, createsTable);
  }

  /**
   * The same with a table that is written to made first if it is missing, with columns of the types
   * that SQL has for those of the rows.
   */
  public JdbcOptions creatingTable() {
    return new JdbcOptions(
        properties, partitionColumn, lower, upper, partitions, fetchRows, sendsFilters, true);
  }

  /** Never the properties: a password may be among them. */
  @Override
  public String toString() {
    return partitionColumn
        .map(column -> "%d ranges of %s from %d to %d".formatted(partitions, column, lower, upper))
        .orElse("one range");
  }
}
