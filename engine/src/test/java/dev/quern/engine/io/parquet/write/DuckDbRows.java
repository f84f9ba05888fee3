package dev.quern.engine.io.parquet.write;

import dev.quern.engine.chunk.Values;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** DuckDB's reading of a Parquet file, in the Java objects that {@link Values} gives. */
final class DuckDbRows {
  private DuckDbRows() {}

  /** All rows of the file; timestamps as counts of their unit, seconds as milliseconds. */
  static List<List<@Nullable Object>> read(Path file, Schema schema) throws SQLException {
    String columns =
        schema.fields().stream().map(DuckDbRows::expression).collect(Collectors.joining(", "));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT " + columns + " FROM read_parquet('" + file + "')")) {
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>(schema.size());
        for (int i = 0; i < schema.size(); i++) {
          row.add(value(result, i + 1, schema.field(i).type()));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** The only value of a query. */
  static @Nullable Object single(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getObject(1);
    }
  }

  private static String expression(Field field) {
    String name = '"' + field.name() + '"';
    if (field.type() instanceof TimestampType timestamp) {
      return switch (timestamp.unit()) {
        case SECOND, MILLI -> "epoch_ms(" + name + ")";
        case MICRO -> "epoch_us(" + name + ")";
        case NANO -> "epoch_ns(" + name + ")";
      };
    }
    if (field.type().equals(DType.INTERVAL)) {
      return "[12 * year(%1$s) + month(%1$s), day(%1$s), 3600000 * hour(%1$s) + 60000 * minute(%1$s) + millisecond(%1$s)]"
          .formatted(name);
    }
    return field.type() == DType.BINARY ? "hex(" + name + ")" : name;
  }

  private static @Nullable Object value(ResultSet result, int column, DType type)
      throws SQLException {
    Object value = result.getObject(column);
    if (value == null) {
      return null;
    }
    if (type.equals(DType.INTERVAL)) {
      Object[] parts = (Object[]) ((java.sql.Array) value).getArray();
      return parts[0] == null
          ? null
          : new CalendarInterval(
              ((Number) parts[0]).intValue(),
              ((Number) parts[1]).intValue(),
              1_000_000 * ((Number) parts[2]).longValue());
    }
    if (type == DType.BINARY) {
      return HexFormat.of().parseHex(((String) value).toLowerCase(Locale.ROOT));
    }
    if (type instanceof TimestampType timestamp && timestamp.unit() == TimeUnit.SECOND) {
      return (Long) value / 1000;
    }
    return value instanceof BigDecimal decimal ? decimal : value;
  }
}
