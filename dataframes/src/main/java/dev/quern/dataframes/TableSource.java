package dev.quern.dataframes;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The rows of a table as a source; the table stays its owner's, and open. */
record TableSource(Table table) implements Source {
  /** Rows that are worth a task, whatever the batches they stand in. */
  private static final int PIECE_ROWS = 256 << 10;

  @Override
  public Schema schema() {
    return table.schema();
  }

  @Override
  public List<Piece> splits(ScanRequest request) {
    List<Piece> pieces = new ArrayList<>();
    int count = table.batches().size();
    int from = 0;
    while (from < count) {
      int to = from;
      for (int rows = 0; to < count && rows < PIECE_ROWS; to++) {
        rows += table.batches().get(to).rows();
      }
      pieces.add(new Piece(table, from, to, request.columns()));
      from = to;
    }
    return pieces;
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.of(table.rows());
  }

  @Override
  public ColumnStatistics statistics(String column) {
    return table.statistics(column);
  }

  @Override
  public String describe() {
    return String.format(Locale.ROOT, "memory, %,d rows", table.rows());
  }

  /** Batches {@code from} to {@code to - 1} of the table. */
  record Piece(Table table, int from, int to, List<String> columns) implements Split {

    @Override
    public BatchReader open(MemoryBudget budget, int batchRows) {
      List<Batch> narrow = new ArrayList<>();
      batches().forEach(batch -> narrow.add(batch.select(columns)));
      return new Slices(table.schema().select(columns), narrow, batchRows);
    }

    private List<Batch> batches() {
      return table.batches().subList(from, to);
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.of(batches().stream().mapToLong(Batch::rows).sum());
    }

    @Override
    public long estimatedBytes() {
      return batches().stream()
          .flatMap(batch -> columns.stream().map(batch::column))
          .mapToLong(ColumnVector::byteSize)
          .sum();
    }

    @Override
    public String describe() {
      return to - from == 1 ? "batch " + from : "batches %d to %d".formatted(from, to - 1);
    }
  }

  /** Slices of some batches, which it owns. */
  private static final class Slices implements BatchReader {
    private final Schema schema;
    private final Deque<Batch> left;
    private final int batchRows;
    private int next;

    Slices(Schema schema, List<Batch> batches, int batchRows) {
      this.schema = schema;
      this.left = new ArrayDeque<>(batches);
      this.batchRows = batchRows;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public @Nullable Batch next() {
      Batch rows = left.peek();
      while (rows != null && next >= rows.rows()) {
        left.remove().close();
        next = 0;
        rows = left.peek();
      }
      if (rows == null) {
        return null;
      }
      Batch slice = rows.slice(next, Math.min(batchRows, rows.rows() - next));
      next += slice.rows();
      return slice;
    }

    @Override
    public void close() {
      left.forEach(Batch::close);
      left.clear();
    }
  }
}
