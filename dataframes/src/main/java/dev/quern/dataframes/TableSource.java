package dev.quern.dataframes;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The rows of a table as a source; the table stays its owner's, and open. */
record TableSource(Table table) implements Source {

  @Override
  public Schema schema() {
    return table.schema();
  }

  @Override
  public List<Piece> splits(ScanRequest request) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < table.batches().size(); i++) {
      pieces.add(new Piece(table, i, request.columns()));
    }
    return pieces;
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.of(table.rows());
  }

  @Override
  public String describe() {
    return String.format(Locale.ROOT, "memory, %,d rows", table.rows());
  }

  /** A batch of the table. */
  record Piece(Table table, int batch, List<String> columns) implements Split {

    @Override
    public BatchReader open(MemoryBudget budget, int batchRows) {
      return new Slices(table.batches().get(batch).select(columns), batchRows);
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.of(table.batches().get(batch).rows());
    }

    @Override
    public long estimatedBytes() {
      return 0;
    }

    @Override
    public String describe() {
      return "batch " + batch;
    }
  }

  private static final class Slices implements BatchReader {
    private final Batch rows;
    private final int batchRows;
    private int next;
    private boolean closed;

    Slices(Batch rows, int batchRows) {
      this.rows = rows;
      this.batchRows = batchRows;
    }

    @Override
    public Schema schema() {
      return rows.schema();
    }

    @Override
    public @Nullable Batch next() {
      int count = Math.min(batchRows, rows.rows() - next);
      if (count <= 0) {
        return null;
      }
      Batch slice = rows.slice(next, count);
      next += count;
      return slice;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        rows.close();
      }
    }
  }
}
