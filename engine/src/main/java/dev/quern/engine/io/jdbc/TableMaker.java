package dev.quern.engine.io.jdbc;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a table for rows: with the types of the SQL standard, and where that has none, those of the
 * database.
 */
final class TableMaker {
  private final String product;

  private TableMaker(String product) {
    this.product = product;
  }

  /**
   * Makes {@code table}.
   *
   * @param keys the columns of its primary key; none for a table without one
   * @param ifMissing whether one that is there is left as it is, and no error
   */
  static void make(
      Connection connection,
      String table,
      Schema schema,
      List<String> keys,
      JdbcDialect dialect,
      boolean ifMissing)
      throws SQLException {
    TableMaker maker = new TableMaker(dialect.product());
    List<String> columns = new ArrayList<>();
    for (Field field : schema) {
      columns.add(dialect.quoted(field.name()) + " " + maker.type(field));
    }
    if (!keys.isEmpty()) {
      columns.add("PRIMARY KEY (%s)".formatted(dialect.quoted(keys)));
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE %s%s (%s)"
              .formatted(ifMissing ? "IF NOT EXISTS " : "", table, String.join(", ", columns)));
    }
  }

  private String type(Field field) {
    return switch (field.type()) {
      case PrimitiveType primitive -> primitive(primitive);
      case DecimalType decimal -> "DECIMAL(%d, %d)".formatted(decimal.precision(), decimal.scale());
      case TimestampType timestamp ->
          timestamp.hasZone() ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
      case TimeType _ -> "TIME";
      case CategoricalType _ -> text();
      case DType type when type.equals(DType.INTERVAL) -> text();
      case DType type ->
          throw new UnsupportedDataException(
              "column '%s' is %s, of which no table is made: cast it, or make the table yourself"
                  .formatted(field.name(), type));
    };
  }

  /* Of any length. */
  private String text() {
    return product.equals("MySQL") || product.equals("MariaDB") ? "TEXT" : "VARCHAR";
  }

  private String primitive(PrimitiveType type) {
    return switch (type) {
      case BOOL -> "BOOLEAN";
      case INT8, INT16, UINT8 -> "SMALLINT";
      case INT32, UINT16 -> "INTEGER";
      case INT64, UINT32 -> "BIGINT";
      case UINT64 -> "DECIMAL(20, 0)";
      case FLOAT32 -> "REAL";
      case FLOAT64 -> "DOUBLE PRECISION";
      case DATE -> "DATE";
      case UTF8 -> text();
      case BINARY ->
          switch (product) {
            case "H2" -> "VARBINARY";
            case "PostgreSQL" -> "BYTEA";
            default -> "BLOB";
          };
    };
  }
}
