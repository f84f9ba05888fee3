package dev.quern.engine.io.jdbc;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the columns of a query are here. */
final class JdbcTypes {
  /* Types of single databases whose values are best known by their text. */
  private static final Set<String> AS_TEXT =
      Set.of("uuid", "json", "jsonb", "xml", "citext", "inet", "cidr", "macaddr");

  private JdbcTypes() {}

  static Schema schema(ResultSetMetaData columns) throws SQLException {
    List<Field> fields = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      boolean nullable = columns.isNullable(i) != ResultSetMetaData.columnNoNulls;
      fields.add(new Field(columns.getColumnLabel(i), type(columns, i), nullable));
    }
    return Schema.of(fields);
  }

  private static DType type(ResultSetMetaData columns, int i) throws SQLException {
    String name = columns.getColumnTypeName(i).toLowerCase(Locale.ROOT);
    if (AS_TEXT.contains(name)) {
      return DType.UTF8;
    }
    return switch (columns.getColumnType(i)) {
      case Types.BOOLEAN, Types.BIT -> DType.BOOL;
      case Types.TINYINT -> DType.INT8;
      case Types.SMALLINT -> DType.INT16;
      case Types.INTEGER -> DType.INT32;
      case Types.BIGINT -> DType.INT64;
      case Types.REAL -> DType.FLOAT32;
      case Types.FLOAT, Types.DOUBLE -> DType.FLOAT64;
      case Types.NUMERIC, Types.DECIMAL -> decimal(columns, i);
      case Types.DATE -> DType.DATE;
      // Beyond microseconds only where the database says so: most say nothing.
      case Types.TIME -> DType.time(columns.getScale(i) > 6 ? TimeUnit.NANO : TimeUnit.MICRO);
      case Types.TIMESTAMP -> DType.timestamp(TimeUnit.MICRO);
      case Types.TIMESTAMP_WITH_TIMEZONE -> DType.timestamp(TimeUnit.MICRO, "UTC");
      case Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB,
          Types.SQLXML ->
          DType.UTF8;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> DType.BINARY;
      default -> other(columns, i, name);
    };
  }

  /* What JDBC has no type for, by the class that the driver makes of it. */
  private static DType other(ResultSetMetaData columns, int i, String name) throws SQLException {
    return switch (columns.getColumnClassName(i)) {
      case "java.lang.String" -> DType.UTF8;
      case "java.math.BigInteger" ->
          name.equals("ubigint") ? DType.decimal(20, 0) : DType.decimal(38, 0);
      case null, default ->
          throw new UnsupportedDataException(
              "column '%s' is of the type %s, which has no counterpart: cast it in the query"
                  .formatted(columns.getColumnLabel(i), columns.getColumnTypeName(i)));
    };
  }

  /* Databases say 0 where a number may have any precision: then it is read as a float. */
  private static DType decimal(ResultSetMetaData columns, int i) throws SQLException {
    int precision = columns.getPrecision(i);
    int scale = columns.getScale(i);
    return precision < 1 || precision > DecimalType.MAX_PRECISION || scale < 0 || scale > precision
        ? DType.FLOAT64
        : DType.decimal(precision, scale);
  }
}
