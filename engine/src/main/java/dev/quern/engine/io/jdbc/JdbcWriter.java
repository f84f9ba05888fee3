package dev.quern.engine.io.jdbc;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;

/**
 * Inserts rows into a table, or replaces those with equal keys, by one connection: what comes
 * before a {@link #commit} is one transaction, all of it or none. Columns are matched by name.
 * Unsigned integers go out as BIGINT, uint64 as DECIMAL.
 */
public final class JdbcWriter implements AutoCloseable {
  private final String url;
  private final JdbcOptions options;
  private final Schema schema;
  private final Connection connection;
  private final PreparedStatement insert;
  private int pending;

  private JdbcWriter(String url, String table, JdbcOptions options, Schema schema, boolean first) {
    this.url = url;
    this.options = options;
    this.schema = schema;
    options.keys().forEach(schema::position);
    this.connection = Connections.open(url, options.properties());
    try {
      connection.setAutoCommit(false);
      JdbcDialect dialect = JdbcDialect.of(connection);
      if (first) {
        prepare(table, dialect);
      }
      this.insert =
          connection.prepareStatement(dialect.insert(table, schema.names(), options.keys()));
    } catch (SQLException e) {
      Connections.close(connection, e);
      throw Connections.failed(url, "cannot write to " + table, e);
    } catch (RuntimeException e) {
      Connections.close(connection, e);
      throw e;
    }
  }

  /**
   * Begins to write rows of {@code schema} into {@code table}, of which is made what the options
   * say first: in the same transaction, as far as the database knows that of tables.
   */
  public static JdbcWriter open(String url, String table, JdbcOptions options, Schema schema) {
    return new JdbcWriter(url, table, options, schema, true);
  }

  /** Begins to write rows into a table that another writer has opened and committed. */
  public static JdbcWriter another(String url, String table, JdbcOptions options, Schema schema) {
    return new JdbcWriter(url, table, options, schema, false);
  }

  private void prepare(String table, JdbcDialect dialect) throws SQLException {
    boolean makes = options.table() != JdbcOptions.TableMode.APPEND;
    if (makes) {
      boolean missing = options.table() != JdbcOptions.TableMode.CREATE;
      TableMaker.make(connection, table, schema, options.keys(), dialect, missing);
    }
    if (options.table() == JdbcOptions.TableMode.REPLACE_ROWS) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("DELETE FROM " + table);
      }
    }
  }

  /** Adds the rows of {@code batch}, which stays owned by the caller. */
  public void write(Batch batch) {
    try {
      for (int row = 0; row < batch.rows(); row++) {
        for (int i = 0; i < schema.size(); i++) {
          set(i + 1, batch.column(i), row);
        }
        insert.addBatch();
        if (++pending >= options.fetchRows()) {
          send();
        }
      }
    } catch (SQLException e) {
      throw Connections.failed(url, "did not take the rows", e);
    }
  }

  private void set(int parameter, ColumnVector column, int row) throws SQLException {
    DType type = column.type();
    if (column.isNull(row)) {
      insert.setNull(parameter, sqlType(type));
    } else if (type == DType.UINT64) {
      BigInteger value = Values.unsigned(Values.longAt(column, row));
      insert.setBigDecimal(parameter, new BigDecimal(value));
    } else if (type.isInteger() || type.isUnsigned()) {
      insert.setLong(parameter, Values.longAt(column, row));
    } else if (type.isFloating()) {
      insert.setDouble(parameter, Values.doubleAt(column, row));
    } else if (type == DType.BOOL) {
      insert.setBoolean(parameter, Values.booleanAt(column, row));
    } else if (type == DType.UTF8) {
      insert.setString(parameter, Values.stringAt(column, row));
    } else if (type == DType.BINARY) {
      insert.setBytes(parameter, Values.bytesAt(column, row));
    } else if (type.equals(DType.INTERVAL)) {
      insert.setString(parameter, Values.intervalAt(column, row).toString());
    } else if (type instanceof DecimalType) {
      insert.setBigDecimal(parameter, Values.decimalAt(column, row));
    } else {
      insert.setObject(parameter, Values.objectAt(column, row));
    }
  }

  private static int sqlType(DType type) {
    if (type == DType.UINT64) {
      return Types.DECIMAL;
    }
    if (type.isInteger() || type.isUnsigned()) {
      return Types.BIGINT;
    }
    if (type.isFloating()) {
      return Types.DOUBLE;
    }
    return switch (type) {
      case DecimalType _ -> Types.DECIMAL;
      case TimestampType _ -> Types.TIMESTAMP;
      case TimeType _ -> Types.TIME;
      case DType other when other == DType.BOOL -> Types.BOOLEAN;
      case DType other when other == DType.DATE -> Types.DATE;
      case DType other when other == DType.BINARY -> Types.VARBINARY;
      default -> Types.VARCHAR;
    };
  }

  private void send() throws SQLException {
    insert.executeBatch();
    pending = 0;
  }

  /** Makes the rows visible to others. */
  public void commit() {
    try {
      if (pending > 0) {
        send();
      }
      connection.commit();
    } catch (SQLException e) {
      throw Connections.failed(url, "did not take the rows", e);
    }
  }

  /** Takes back what was not committed. */
  @Override
  public void close() {
    try (connection;
        insert) {
      connection.rollback();
    } catch (SQLException e) {
      throw Connections.failed(url, "cannot be closed", e);
    }
  }
}
