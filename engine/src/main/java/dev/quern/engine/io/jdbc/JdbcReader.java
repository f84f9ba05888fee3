package dev.quern.engine.io.jdbc;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of a result set into batches: numbers without boxing, one column after the other.
 */
final class JdbcReader implements BatchReader {
  private final JdbcSplit split;
  private final MemoryBudget budget;
  private final int batchRows;
  private final Connection connection;
  private final Statement statement;
  private final ResultSet rows;
  private boolean closed;

  JdbcReader(JdbcSplit split, MemoryBudget budget, int batchRows) {
    this.split = split;
    this.budget = budget;
    this.batchRows = batchRows;
    this.connection = Connections.open(split.url(), split.options().properties());
    try {
      // Drivers such as PostgreSQL's hold all rows in memory unless a transaction is open.
      connection.setAutoCommit(false);
      this.statement = connection.createStatement();
      statement.setFetchSize(split.options().fetchRows());
      this.rows = statement.executeQuery(split.query());
    } catch (SQLException e) {
      Connections.close(connection, e);
      throw Connections.failed(split.url(), "cannot run " + split.query(), e);
    }
  }

  @Override
  public Schema schema() {
    return split.schema();
  }

  @Override
  public @Nullable Batch next() {
    Schema schema = split.schema();
    List<ColumnBuilder> builders = new ArrayList<>();
    try {
      for (Field field : schema) {
        builders.add(new ColumnBuilder(budget, field.type(), 1024));
      }
      int count = 0;
      while (count < batchRows && rows.next()) {
        for (int i = 0; i < builders.size(); i++) {
          append(builders.get(i), schema.field(i).type(), i + 1);
        }
        count++;
      }
      if (count == 0) {
        return null;
      }
      List<ColumnVector> columns = new ArrayList<>();
      builders.forEach(builder -> columns.add(builder.build()));
      return Batch.of(schema, count, columns);
    } catch (SQLException e) {
      throw Connections.failed(split.url(), "broke off " + split.query(), e);
    } finally {
      builders.forEach(ColumnBuilder::close);
    }
  }

  private void append(ColumnBuilder column, DType type, int i) throws SQLException {
    if (type.isFloating()) {
      double value = rows.getDouble(i);
      if (rows.wasNull()) {
        column.appendNull();
      } else {
        column.append(value);
      }
    } else if (type.isInteger()) {
      long value = rows.getLong(i);
      if (rows.wasNull()) {
        column.appendNull();
      } else {
        column.append(value);
      }
    } else if (type == DType.BOOL) {
      boolean value = rows.getBoolean(i);
      if (rows.wasNull()) {
        column.appendNull();
      } else {
        column.append(value);
      }
    } else if (!isAppended(column, type, i)) {
      column.appendNull();
    }
  }

  /** Whether there was a value, of the types that JDBC has objects for. */
  private boolean isAppended(ColumnBuilder column, DType type, int i) throws SQLException {
    if (type instanceof DecimalType decimal) {
      BigDecimal value = number(i);
      if (value != null) {
        column.append(value.setScale(decimal.scale(), RoundingMode.UNNECESSARY));
      }
      return value != null;
    }
    if (type instanceof TimestampType timestamp) {
      LocalDateTime value = moment(i, timestamp);
      if (value != null) {
        column.append(ticks(value, timestamp));
      }
      return value != null;
    }
    if (type instanceof TimeType time) {
      LocalTime value = rows.getObject(i, LocalTime.class);
      if (value != null) {
        column.append(value.toNanoOfDay() / (1_000_000_000L / time.unit().perSecond()));
      }
      return value != null;
    }
    if (type == DType.DATE) {
      LocalDate value = rows.getObject(i, LocalDate.class);
      if (value != null) {
        column.append(value.toEpochDay());
      }
      return value != null;
    }
    if (type == DType.BINARY) {
      byte[] value = rows.getBytes(i);
      if (value != null) {
        column.append(value);
      }
      return value != null;
    }
    String value = rows.getString(i);
    if (value != null) {
      column.append(value);
    }
    return value != null;
  }

  /* Integers of more than 64 bits are decimals here, and what they like in drivers. */
  private @Nullable BigDecimal number(int i) throws SQLException {
    return switch (rows.getObject(i)) {
      case null -> null;
      case BigDecimal decimal -> decimal;
      case BigInteger whole -> new BigDecimal(whole);
      default -> rows.getBigDecimal(i);
    };
  }

  private @Nullable LocalDateTime moment(int i, TimestampType type) throws SQLException {
    if (type.zone().isEmpty()) {
      return rows.getObject(i, LocalDateTime.class);
    }
    OffsetDateTime value = rows.getObject(i, OffsetDateTime.class);
    return value == null ? null : value.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
  }

  private static long ticks(LocalDateTime value, TimestampType type) {
    Instant instant = value.toInstant(ZoneOffset.UTC);
    long perSecond = type.unit().perSecond();
    try {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), perSecond),
          instant.getNano() / (1_000_000_000L / perSecond));
    } catch (ArithmeticException e) {
      throw new ComputeException("%s does not fit %s".formatted(value, type), e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (connection;
        statement;
        rows) {
      connection.rollback();
    } catch (SQLException e) {
      throw Connections.failed(split.url(), "cannot be closed", e);
    }
  }
}
