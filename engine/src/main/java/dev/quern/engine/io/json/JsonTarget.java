package dev.quern.engine.io.json;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.csv.ColumnTarget;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;

/** A column of a batch under construction: rows are stored in order, each once. */
abstract sealed class JsonTarget implements AutoCloseable {

  /** A column without parts. */
  static JsonTarget flat(JsonColumn column, DType type, MemoryBudget budget, int capacity) {
    return new Flat(column, new ColumnTarget(budget, type, capacity));
  }

  /** A column of lists or structs. */
  static JsonTarget nested(Field field, JsonNode.Context context, int capacity) {
    ColumnBuilder builder = new ColumnBuilder(context.budget(), field.type(), capacity);
    try {
      return new Nested(builder, JsonNode.of(field, builder, context));
    } catch (RuntimeException | Error e) {
      builder.close();
      throw e;
    }
  }

  /** Stores a value; false when it is none of the type. */
  abstract boolean store(JsonKind kind, byte[] text, int from, int to, int at, int row);

  /** Makes a row null. */
  abstract void setNull(int row);

  /** The rows, owned by the caller; this target is done. */
  abstract ColumnVector build(int rows);

  @Override
  public abstract void close();

  private static final class Flat extends JsonTarget {
    private final JsonColumn column;
    private final ColumnTarget target;

    Flat(JsonColumn column, ColumnTarget target) {
      this.column = column;
      this.target = target;
    }

    @Override
    boolean store(JsonKind kind, byte[] text, int from, int to, int at, int row) {
      return column.store(kind, text, from, to, target, row);
    }

    @Override
    void setNull(int row) {
      target.setNull(row);
    }

    @Override
    ColumnVector build(int rows) {
      return target.build(rows);
    }

    @Override
    public void close() {
      target.close();
    }
  }

  private static final class Nested extends JsonTarget {
    private final ColumnBuilder builder;
    private final JsonNode root;

    Nested(ColumnBuilder builder, JsonNode root) {
      this.builder = builder;
      this.root = root;
    }

    @Override
    boolean store(JsonKind kind, byte[] text, int from, int to, int at, int row) {
      root.append(kind, text, from, to, at);
      return true;
    }

    @Override
    void setNull(int row) {
      builder.appendNull();
    }

    @Override
    ColumnVector build(int rows) {
      root.close();
      return builder.build();
    }

    @Override
    public void close() {
      root.close();
      builder.close();
    }
  }
}
