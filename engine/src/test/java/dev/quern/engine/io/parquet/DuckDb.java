package dev.quern.engine.io.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBResultSet.DuckDBBlobResult;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/** DuckDB as writer of test files and as oracle of what is in a file. */
final class DuckDb implements AutoCloseable {
  private final Connection connection;

  DuckDb() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    run("SET TimeZone='UTC'");
    run("SET threads=1");
  }

  /** Runs a statement. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows that a query gives, in the canonical form of {@link #canonical}. */
  List<List<@Nullable Object>> rows(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
          row.add(canonical(result.getObject(i)));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Rows of ours in the form that {@link #rows} gives. */
  static List<List<@Nullable Object>> canonical(List<List<@Nullable Object>> rows) {
    return rows.stream()
        .map(
            row -> {
              List<@Nullable Object> values = new ArrayList<>(row.size());
              row.forEach(value -> values.add(canonical(value)));
              return values;
            })
        .toList();
  }

  /** One form for values that mean the same, whoever read them. */
  static @Nullable Object canonical(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Byte b -> b.longValue();
      case Short s -> s.longValue();
      case Integer i -> i.longValue();
      case BigInteger i -> new BigDecimal(i);
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case DuckDBBlobResult blob -> blobOf(blob);
      case Timestamp timestamp -> timestamp.toLocalDateTime();
      case OffsetDateTime time -> time.toInstant();
      case Instant instant -> instant;
      case java.sql.Date date -> date.toLocalDate();
      case java.sql.Array array -> listOf(array);
      case DuckDBStruct struct -> structOf(struct);
      case Map<?, ?> map -> mapOf(map);
      case List<?> list -> canonicalList(list);
      default -> value;
    };
  }

  private static Object listOf(java.sql.Array array) {
    try {
      return canonicalList(Arrays.asList((Object[]) array.getArray()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /* A map is a list of structs with key and value here, and of no order there. */
  private static Object canonicalList(List<?> list) {
    List<@Nullable Object> values = new ArrayList<>();
    list.forEach(value -> values.add(inner(value)));
    Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
    for (Object value : values) {
      if (!(value instanceof Map<?, ?> entry) || !entry.keySet().equals(Set.of("key", "value"))) {
        return values;
      }
      map.put(entry.get("key"), entry.get("value"));
    }
    return map.isEmpty() ? values : map;
  }

  /* Instants within others come without their zone. */
  private static @Nullable Object inner(@Nullable Object value) {
    return canonical(value) instanceof Instant instant
        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : canonical(value);
  }

  private static Object structOf(DuckDBStruct struct) {
    try {
      return mapOf(struct.getMap());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object mapOf(Map<?, ?> map) {
    Map<@Nullable Object, @Nullable Object> values = new HashMap<>();
    map.forEach((key, value) -> values.put(inner(key), inner(value)));
    return values.isEmpty() ? List.of() : values;
  }

  private static String blobOf(DuckDBBlobResult blob) {
    try {
      return HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
