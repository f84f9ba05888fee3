package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.io.OrderedColumn;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Integers at equal distances as a source of one column; they are made as they are read.
 *
 * @param rows how many there are
 */
record RangeSource(long from, long step, long rows) implements Source {
  /** The name of the column. */
  static final String COLUMN = "id";

  private static final Schema SCHEMA = Schema.of(new Field(COLUMN, DType.INT64, false));
  private static final long SPLIT_ROWS = 1 << 20;

  /**
   * The integers from {@code from} to {@code end}, without it.
   *
   * @throws PlanException when the step is 0, or there are more than an int64 counts
   */
  static RangeSource of(long from, long end, long step) {
    if (step == 0) {
      throw new PlanException("a range with a step of 0 never ends");
    }
    if (step > 0 ? from >= end : from <= end) {
      return new RangeSource(from, step, 0);
    }
    try {
      long distance = Math.subtractExact(end, from);
      return new RangeSource(from, step, Math.ceilDiv(distance, step));
    } catch (ArithmeticException _) {
      throw new PlanException(
          "from %d to %d it is farther than an int64 counts".formatted(from, end));
    }
  }

  @Override
  public List<OrderedColumn> order() {
    return List.of(new OrderedColumn(COLUMN, step < 0, false));
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public List<Piece> splits(ScanRequest request) {
    List<Piece> pieces = new ArrayList<>();
    for (long row = 0; row < rows; row += SPLIT_ROWS) {
      pieces.add(
          new Piece(from + row * step, step, Math.min(SPLIT_ROWS, rows - row), request.columns()));
    }
    return pieces;
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.of(rows);
  }

  @Override
  public ColumnStatistics statistics(String column) {
    double first = (double) from;
    double last = (double) (from + step * (rows - 1));
    return new ColumnStatistics(Math.min(first, last), Math.max(first, last), (double) rows);
  }

  @Override
  public String describe() {
    return "range, %d rows from %d by %d".formatted(rows, from, step);
  }

  /** A run of the integers. */
  record Piece(long from, long step, long rows, List<String> columns) implements Split {

    @Override
    public BatchReader open(MemoryBudget budget, int batchRows) {
      return new Reader(this, budget, batchRows);
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.of(rows);
    }

    @Override
    public long estimatedBytes() {
      return Long.BYTES * rows;
    }

    @Override
    public String describe() {
      return "%d rows from %d".formatted(rows, from);
    }
  }

  private static final class Reader implements BatchReader {
    private final Piece piece;
    private final MemoryBudget budget;
    private final int batchRows;
    private long done;

    Reader(Piece piece, MemoryBudget budget, int batchRows) {
      this.piece = piece;
      this.budget = budget;
      this.batchRows = batchRows;
    }

    @Override
    public Schema schema() {
      return SCHEMA.select(piece.columns());
    }

    @Override
    public @Nullable Batch next() {
      int count = (int) Math.min(batchRows, piece.rows() - done);
      if (count <= 0) {
        return null;
      }
      long first = piece.from() + done * piece.step();
      done += count;
      List<ColumnVector> columns = new ArrayList<>();
      for (String _ : piece.columns()) {
        columns.add(numbers(first, count));
      }
      return Batch.of(schema(), count, columns);
    }

    @Override
    public void close() {
      done = piece.rows();
    }

    private ColumnVector numbers(long first, int count) {
      NativeBuffer values = budget.allocate((long) Long.BYTES * count);
      MemorySegment slots = values.segment();
      for (int i = 0; i < count; i++) {
        slots.setAtIndex(ValueLayout.JAVA_LONG, i, first + i * piece.step());
      }
      return ColumnVector.flat(DType.INT64, count, values, null);
    }
  }
}
