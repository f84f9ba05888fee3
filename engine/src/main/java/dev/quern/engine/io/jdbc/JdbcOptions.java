package dev.quern.engine.io.jdbc;

import dev.quern.engine.PlanException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How a database is read and written.
 *
 * @param properties what the driver is given besides the URL: user, password and so on; they are
 *     never printed
 * @param partitionColumn the column by whose ranges connections share the rows; none for one
 * @param bounds where one range ends and the next begins, ascending: there is one range more. A
 *     bound is a Long, BigDecimal, LocalDate, LocalDateTime or Instant
 * @param fetchRows how many rows the driver is asked to fetch at a time, and how many are inserted
 *     at once
 * @param sendsFilters whether the database is told what filters, limits and top-n want, where it
 *     surely keeps all of those rows
 * @param table what becomes of the table that is written to, and of its rows
 * @param keys the columns by which rows replace those that are there; none for rows that are added
 * @param writers how many connections write at the same time
 */
public record JdbcOptions(
    Map<String, String> properties,
    Optional<String> partitionColumn,
    List<Serializable> bounds,
    int fetchRows,
    boolean sendsFilters,
    TableMode table,
    List<String> keys,
    int writers) {

  /** What becomes of the table that is written to, and of the rows that are there. */
  public enum TableMode {
    /** It is there, and its rows stay. */
    APPEND,
    /** It is made if it is missing; rows that are there stay. */
    CREATE_IF_MISSING,
    /** It is made, and that it is there already is an error. */
    CREATE,
    /** It is made if it is missing; rows that are there are deleted, the table stays as it is. */
    REPLACE_ROWS
  }

  /** One connection, without properties, 10,000 rows at a time, into a table that is there. */
  public static final JdbcOptions DEFAULTS =
      new JdbcOptions(
          Map.of(), Optional.empty(), List.of(), 10_000, true, TableMode.APPEND, List.of(), 1);

  /** Copies the collections, and checks the numbers. */
  public JdbcOptions {
    properties = Map.copyOf(properties);
    bounds = List.copyOf(bounds);
    keys = List.copyOf(keys);
    if (fetchRows < 1 || writers < 1) {
      throw new PlanException(
          "%d rows at a time, %d writers: both must be 1 or more".formatted(fetchRows, writers));
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
        more, partitionColumn, bounds, fetchRows, sendsFilters, table, keys, writers);
  }

  /**
   * The same read in {@code count} ranges of an integer or decimal column, by as many connections:
   * of equal width between {@code from} and {@code to}; the first and the last are open, and nulls
   * are in the first, so no row is lost.
   */
  public JdbcOptions partitionedBy(String column, long from, long to, int count) {
    double width = ((double) to - from) / count;
    return ranges(column, from <= to, count, i -> from + Math.round(width * i));
  }

  /** The same in ranges of a decimal column. */
  public JdbcOptions partitionedBy(String column, BigDecimal from, BigDecimal to, int count) {
    BigDecimal width = to.subtract(from);
    int scale = Math.max(Math.max(from.scale(), to.scale()), 0) + 2;
    return ranges(
        column,
        from.compareTo(to) <= 0,
        count,
        i ->
            from.add(
                width
                    .multiply(BigDecimal.valueOf(i))
                    .divide(BigDecimal.valueOf(count), scale, RoundingMode.FLOOR)));
  }

  /** The same in ranges of a column of dates or timestamps. */
  public JdbcOptions partitionedBy(String column, LocalDate from, LocalDate to, int count) {
    long days = to.toEpochDay() - from.toEpochDay();
    return ranges(column, days >= 0, count, i -> from.plusDays(days * i / count));
  }

  /** The same in ranges of a column of timestamps. */
  public JdbcOptions partitionedBy(String column, LocalDateTime from, LocalDateTime to, int count) {
    Duration width = Duration.between(from, to);
    return ranges(
        column, !width.isNegative(), count, i -> from.plus(width.multipliedBy(i).dividedBy(count)));
  }

  /** The same in ranges of a column of instants: timestamps with a time zone. */
  public JdbcOptions partitionedBy(String column, Instant from, Instant to, int count) {
    Duration width = Duration.between(from, to);
    return ranges(
        column, !width.isNegative(), count, i -> from.plus(width.multipliedBy(i).dividedBy(count)));
  }

  private JdbcOptions ranges(
      String column, boolean ascending, int count, IntFunction<? extends Serializable> bound) {
    if (count < 1 || !ascending) {
      throw new PlanException(
          ascending
              ? "%d ranges of %s: it must be 1 or more".formatted(count, column)
              : "the range of %s is empty: it ends before it begins".formatted(column));
    }
    List<Serializable> all =
        IntStream.range(1, count).<Serializable>mapToObj(bound).distinct().toList();
    return new JdbcOptions(
        properties, Optional.of(column), all, fetchRows, sendsFilters, table, keys, writers);
  }

  /** The same with so many rows at a time. */
  public JdbcOptions fetching(int rows) {
    return new JdbcOptions(
        properties, partitionColumn, bounds, rows, sendsFilters, table, keys, writers);
  }

  /** The same with all rows fetched and filtered here: for databases of a dialect of their own. */
  public JdbcOptions withoutFilters() {
    return new JdbcOptions(
        properties, partitionColumn, bounds, fetchRows, false, table, keys, writers);
  }

  /**
   * The same with a table that is written to made first if it is missing, with columns of the types
   * that SQL has for those of the rows.
   */
  public JdbcOptions creatingTable() {
    return withTable(TableMode.CREATE_IF_MISSING);
  }

  /** The same with the table, and the rows that are there, treated so. */
  public JdbcOptions withTable(TableMode mode) {
    return new JdbcOptions(
        properties, partitionColumn, bounds, fetchRows, sendsFilters, mode, keys, writers);
  }

  /**
   * The same with rows that replace those which are equal in some columns, the key of the table; of
   * several rows with one key the last one stays. H2, PostgreSQL, DuckDB, SQLite, MySQL and MariaDB
   * can.
   */
  public JdbcOptions upserting(String... columns) {
    return new JdbcOptions(
        properties,
        partitionColumn,
        bounds,
        fetchRows,
        sendsFilters,
        table,
        List.of(columns),
        writers);
  }

  /**
   * The same written by several connections, each with a transaction for one part of the rows: what
   * was committed before a failure stays, and which rows those are depends on timing. So rows are
   * best upserted then, or go into a table of their own first. One writer writes all or nothing.
   */
  public JdbcOptions writing(int connections) {
    return new JdbcOptions(
        properties, partitionColumn, bounds, fetchRows, sendsFilters, table, keys, connections);
  }

  /** Never the properties: a password may be among them. */
  @Override
  public String toString() {
    return partitionColumn
        .filter(column -> !bounds.isEmpty())
        .map(
            column ->
                "%d ranges of %s, bounds from %s to %s"
                    .formatted(bounds.size() + 1, column, bounds.getFirst(), bounds.getLast()))
        .orElse("one range");
  }
}
