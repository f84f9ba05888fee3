package dev.quern.engine.io.jdbc;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Inserts rows into a table that is there, or is made before, in one transaction: all of them, or
 * none if {@link #commit} is not reached. Columns are matched by name. Unsigned integers go out as
 * BIGINT, uint64 as DECIMAL.
 */
public final class JdbcWriter implements AutoCloseable {
  private final String url;
  private final JdbcOptions options;
  private final Schema schema;
  private final Connection connection;
  private final PreparedStatement insert;
  private int pending;

  /** Begins to insert rows of {@code schema} into {@code table}. */
  public JdbcWriter(String url, String table, JdbcOptions options, Schema schema) {
    this.url = url;
    this.options = options;
    this.schema = schema;
    this.connection = Connections.open(url, options.properties());
    try {
      connection.setAutoCommit(false);
      String quote = connection.getMetaData().getIdentifierQuoteString().strip();
      UnaryOperator<String> quoted = name -> quote + name.replace(quote, quote + quote) + quote;
      if (options.createsTable()) {
        TableMaker.make(connection, table, schema, quoted);
      }
      String columns = schema.names().stream().map(quoted).collect(Collectors.joining(", "));
      String values = String.join(", ", Collections.nCopies(schema.size(), "?"));
      this.insert =
          connection.prepareStatement(
              "INSERT INTO %s (%s) VALUES (%s)".formatted(table, columns, values));
    } catch (SQLException e) {
      Connections.close(connection, e);
      throw Connections.failed(url, "cannot insert into " + table, e);
    } catch (UnsupportedDataException e) {
      Connections.close(connection, e);
      throw e;
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
