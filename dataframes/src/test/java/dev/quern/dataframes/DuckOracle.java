package dev.quern.dataframes;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/** DuckDB's answers, in the Java objects that a {@link Table} gives. */
final class DuckOracle implements AutoCloseable {
  private final Connection connection;

  DuckOracle() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("SET threads = 1");
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Writes the answer of {@code query} to a Parquet file. */
  Path parquet(Path file, String query, int rowGroup) throws SQLException {
    execute(
        "COPY (%s) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE %d)".formatted(query, file, rowGroup));
    return file;
  }

  /**
   * The rows of the answer; floats are rounded to ten digits, as in {@link #rows(Table)}. For one
   * thread after the other.
   */
  synchronized List<List<@Nullable Object>> rows(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      int columns = answer.getMetaData().getColumnCount();
      while (answer.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(plain(answer.getObject(i)));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Our rows, in the objects of DuckDB's. */
  static List<List<@Nullable Object>> rows(Table table) {
    return plainRows(AnyMemory.exact(table));
  }

  /** The same of rows that were read; these are changed. */
  static List<List<@Nullable Object>> plainRows(List<List<@Nullable Object>> rows) {
    rows.forEach(row -> row.replaceAll(DuckOracle::plain));
    return rows;
  }

  /** Rows in an order of their own, for answers that have none. */
  static List<List<@Nullable Object>> sorted(List<List<@Nullable Object>> rows) {
    record Keyed(String key, List<@Nullable Object> row) {}
    // A text for each row, and not for each comparison of two.
    return rows.stream()
        .map(row -> new Keyed(row.toString(), row))
        .sorted(Comparator.comparing(Keyed::key))
        .map(Keyed::row)
        .toList();
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Byte n -> n.longValue();
      case Short n -> n.longValue();
      case Integer n -> n.longValue();
      case BigInteger n -> whole(n);
      case Float f -> rounded(f);
      case Double d -> rounded(d);
      case BigDecimal d ->
          d.stripTrailingZeros().scale() <= 0
              ? whole(d.toBigInteger())
              : d.stripTrailingZeros().toPlainString();
      case Timestamp t -> t.toLocalDateTime();
      case java.sql.Date d -> d.toLocalDate();
      case LocalDate d -> d;
      case List<?> list -> list.stream().map(DuckOracle::plain).toList();
      case Map<?, ?> map -> fields(map);
      case java.sql.Array array -> elements(array);
      case DuckDBStruct struct -> fields(struct);
      default -> value;
    };
  }

  /* Sums of integers are of other types there. */
  private static Object whole(BigInteger number) {
    return number.bitLength() < Long.SIZE ? number.longValue() : number;
  }

  private static Object elements(java.sql.Array array) {
    try {
      return Arrays.stream((Object[]) array.getArray()).map(DuckOracle::plain).toList();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object fields(DuckDBStruct struct) {
    try {
      return fields(struct.getMap());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object fields(Map<?, ?> map) {
    Map<@Nullable Object, @Nullable Object> fields = new TreeMap<>();
    map.forEach((name, value) -> fields.put(plain(name), plain(value)));
    return fields;
  }

  private static Object rounded(double value) {
    // Nearly all data is: it has fewer digits than would be rounded to.
    boolean isShort = Math.abs(value) < 1e4 && value * 64 == Math.rint(value * 64);
    if (isShort && value != 0) {
      return value;
    }
    return Double.isFinite(value) && value != 0
        ? new BigDecimal(value).round(new java.math.MathContext(10)).doubleValue()
        : value == 0 ? 0.0 : value;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
