package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Arrays as a source, a column each: columns are built when a task reads them. */
record ArraySource(Schema schema, List<ArrayColumn> columns, int rows) implements Source {
  private static final int SPLIT_ROWS = 256 << 10;

  /** Copies the arrays and lists. */
  static ArraySource of(Map<String, ?> map) {
    List<ArrayColumn> columns = ArrayColumn.all(map);
    if (columns.isEmpty()) {
      throw new PlanException("a frame of no columns: name one at least");
    }
    Schema schema = Schema.of(columns.stream().map(ArrayColumn::field).toList());
    return new ArraySource(
        schema, columns.stream().map(ArrayColumn::copy).toList(), columns.getFirst().length());
  }

  /* Plans are compared and hashed as a whole: not value by value. */
  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(Object other) {
    return other instanceof ArraySource source && source.columns == columns;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(columns);
  }

  @Override
  public List<Piece> splits(ScanRequest request) {
    Schema wanted = schema.select(request.columns());
    List<ArrayColumn> arrays =
        request.columns().stream().map(name -> columns.get(schema.position(name))).toList();
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < rows; from += SPLIT_ROWS) {
      pieces.add(new Piece(wanted, arrays, from, Math.min(rows, from + SPLIT_ROWS)));
    }
    return pieces;
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.of(rows);
  }

  @Override
  public String describe() {
    return String.format(Locale.ROOT, "arrays, %,d rows", rows);
  }

  /** Rows {@code from} to {@code to - 1} of the arrays. */
  record Piece(Schema schema, List<ArrayColumn> columns, int from, int to) implements Split {

    @Override
    public BatchReader open(MemoryBudget budget, int batchRows) {
      return new Reader(this, budget, batchRows);
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.of(to - from);
    }

    @Override
    public long estimatedBytes() {
      return 16L * schema.size() * (to - from);
    }

    @Override
    public String describe() {
      return "rows %d to %d".formatted(from, to - 1);
    }

    /* Only these rows leave the process. */
    private Object writeReplace() {
      return new Piece(
          schema, columns.stream().map(column -> column.between(from, to)).toList(), 0, to - from);
    }
  }

  private static final class Reader implements BatchReader {
    private final Piece piece;
    private final MemoryBudget budget;
    private final int batchRows;
    private int next;

    Reader(Piece piece, MemoryBudget budget, int batchRows) {
      this.piece = piece;
      this.budget = budget;
      this.batchRows = batchRows;
      this.next = piece.from();
    }

    @Override
    public Schema schema() {
      return piece.schema();
    }

    @Override
    public @Nullable Batch next() {
      int from = next;
      int to = Math.min(piece.to(), from + batchRows);
      if (from >= to) {
        return null;
      }
      next = to;
      List<ColumnVector> built = new ArrayList<>();
      try {
        for (int i = 0; i < piece.columns().size(); i++) {
          built.add(piece.columns().get(i).build(budget, schema().field(i).type(), from, to));
        }
        return Batch.of(schema(), to - from, built);
      } catch (RuntimeException | Error e) {
        built.forEach(ColumnVector::close);
        throw e;
      }
    }

    @Override
    public void close() {
      next = piece.to();
    }
  }
}
