package dev.quern.engine.chunk;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A run of rows: a schema and one vector of equal length per field. Owns its vectors. */
public final class Batch implements Chunk {
  private final Schema schema;
  private final int rows;
  private final List<ColumnVector> columns;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Batch(Schema schema, int rows, List<ColumnVector> columns) {
    this.schema = schema;
    this.rows = rows;
    this.columns = List.copyOf(columns);
  }

  /** A batch that owns {@code columns} from here on; they must fit {@code schema}. */
  public static Batch of(Schema schema, int rows, List<ColumnVector> columns) {
    if (schema.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%d columns for %d fields".formatted(columns.size(), schema.size()));
    }
    for (int i = 0; i < columns.size(); i++) {
      ColumnVector column = columns.get(i);
      if (column.length() != rows || !column.type().equals(schema.field(i).type())) {
        throw new IllegalArgumentException(
            "column %s is %s, not %d rows".formatted(schema.field(i), column, rows));
      }
    }
    return new Batch(schema, rows, columns);
  }

  /** The names and types of the columns. */
  public Schema schema() {
    return schema;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The columns in the schema's order; they stay owned by this. */
  public List<ColumnVector> columns() {
    checkOpen();
    return columns;
  }

  /** The column at {@code position}; stays owned by this. */
  public ColumnVector column(int position) {
    checkOpen();
    return columns.get(position);
  }

  /** The column called {@code name}; stays owned by this. */
  public ColumnVector column(String name) {
    return column(schema.position(name));
  }

  /** A handle on rows {@code from} (a multiple of 64) to {@code from + count}. */
  public Batch slice(int from, int count) {
    checkOpen();
    List<ColumnVector> parts = new ArrayList<>(columns.size());
    for (ColumnVector column : columns) {
      parts.add(column.slice(from, count));
    }
    return new Batch(schema, count, parts);
  }

  /** A handle on just these columns, in the order given. */
  public Batch select(List<String> names) {
    checkOpen();
    List<ColumnVector> chosen = new ArrayList<>(names.size());
    Schema narrow = schema.select(names);
    for (String name : names) {
      chosen.add(column(name).retain());
    }
    return new Batch(narrow, rows, chosen);
  }

  /** A handle on the same columns under another schema of the same types. */
  public Batch withSchema(Schema other) {
    checkOpen();
    List<ColumnVector> same = new ArrayList<>(columns.size());
    for (ColumnVector column : columns) {
      same.add(column.retain());
    }
    return of(other, rows, same);
  }

  @Override
  public long byteSize() {
    checkOpen();
    long bytes = 0;
    for (ColumnVector column : columns) {
      bytes += column.byteSize();
    }
    return bytes;
  }

  @Override
  public Batch retain() {
    return withSchema(schema);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      throw new MemoryFaultException("batch " + schema + " freed twice");
    }
    for (ColumnVector column : columns) {
      column.close();
    }
  }

  /** Schema and number of rows; never the values. */
  @Override
  public String toString() {
    return "Batch[%d rows, %s]".formatted(rows, schema);
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new MemoryFaultException("batch " + schema + " used after it was freed");
    }
  }
}
