package dev.quern.dataframes;

import dev.quern.dataframes.ops.Morsels;
import dev.quern.dataframes.optimize.ObservedSource;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.io.OrderedColumn;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.RowShape;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.store.KeptChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a stage as a source: chunks that the session's ledger keeps, in memory or on disk,
 * which this owns. How they are cut into splits depends on their rows alone.
 */
final class StageRows implements ObservedSource, AutoCloseable {
  /** Rows that are worth a task, whatever the chunks they stand in. */
  private static final long PIECE_ROWS = 128 << 10;

  private final String name;
  private final Schema schema;
  private final List<Part> parts;
  private final List<OrderedColumn> order;
  private final double base;
  private final Map<String, ColumnStatistics> statistics;

  /**
   * The rows of {@code parts}.
   *
   * @param name what plans call it
   * @param order what they are ordered by; nothing for no order
   * @param base how many rows there were before filters
   * @param statistics what is thought of the columns' values
   */
  StageRows(
      String name,
      Schema schema,
      List<Part> parts,
      List<SortOrder> order,
      double base,
      Map<String, ColumnStatistics> statistics) {
    this.name = name;
    this.schema = schema;
    this.parts = List.copyOf(parts);
    this.order = SortOrder.columns(order);
    this.base = base;
    this.statistics = Map.copyOf(statistics);
  }

  /** A chunk and the number of its rows. */
  record Part(KeptChunk chunk, long rows) {}

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<Piece> splits(ScanRequest request) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    while (from < parts.size()) {
      int to = from;
      for (long rows = 0; to < parts.size() && rows < PIECE_ROWS; to++) {
        rows += parts.get(to).rows();
      }
      pieces.add(new Piece(this, from, to, request.columns()));
      from = to;
    }
    return pieces;
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.of(rows());
  }

  /** The number of rows. */
  long rows() {
    return parts.stream().mapToLong(Part::rows).sum();
  }

  @Override
  public List<OrderedColumn> order() {
    return order;
  }

  @Override
  public double base() {
    return base;
  }

  @Override
  public ColumnStatistics statistics(String column) {
    return statistics.getOrDefault(column, ColumnStatistics.UNKNOWN);
  }

  @Override
  public String describe() {
    return String.format(Locale.ROOT, "%s, %,d rows", name, rows());
  }

  /** Gives the chunks up; what reads them has handles of its own. */
  @Override
  public void close() {
    parts.forEach(part -> part.chunk().close());
  }

  /** Chunks {@code from} to {@code to - 1}, read by a session of this process. */
  @SuppressWarnings("serial") // stays in the session whose chunks it reads
  record Piece(StageRows rows, int from, int to, List<String> columns) implements Split {

    @Override
    public BatchReader open(MemoryBudget budget, int batchRows) {
      return new Reader(rows.schema.select(columns), columns, budget, chunks());
    }

    private List<Part> chunks() {
      return rows.parts.subList(from, to);
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.of(chunks().stream().mapToLong(Part::rows).sum());
    }

    /** By the schema: what lies on disk must not count otherwise. */
    @Override
    public long estimatedBytes() {
      long count = rowCount().orElseThrow();
      return Math.max(1, count) * RowShape.rowBytes(rows.schema.select(columns));
    }

    @Override
    public String describe() {
      return "%s, chunks %d to %d".formatted(rows.name, from, to - 1);
    }
  }

  /** The morsels of one chunk after the other. */
  private static final class Reader implements BatchReader {
    private final Schema schema;
    private final List<String> columns;
    private final MemoryBudget budget;
    private final List<Part> parts;
    private int next;
    private @Nullable Chunk chunk;
    private @Nullable BatchReader morsels;

    Reader(Schema schema, List<String> columns, MemoryBudget budget, List<Part> parts) {
      this.schema = schema;
      this.columns = columns;
      this.budget = budget;
      this.parts = parts;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public @Nullable Batch next() {
      while (true) {
        BatchReader open = morsels;
        if (open == null) {
          if (next == parts.size()) {
            return null;
          }
          open = open(parts.get(next++).chunk().handle());
        }
        Batch morsel = open.next();
        if (morsel != null) {
          try (morsel) {
            return morsel.select(columns);
          }
        }
        closeChunk();
      }
    }

    private BatchReader open(Chunk handle) {
      chunk = handle;
      BatchReader open = Morsels.of(budget, handle);
      morsels = open;
      return open;
    }

    private void closeChunk() {
      BatchReader open = morsels;
      Chunk handle = chunk;
      morsels = null;
      chunk = null;
      if (open != null) {
        open.close();
      }
      if (handle != null) {
        handle.close();
      }
    }

    @Override
    public void close() {
      next = parts.size();
      closeChunk();
    }
  }
}
