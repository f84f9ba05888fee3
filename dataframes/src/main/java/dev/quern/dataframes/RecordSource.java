package dev.quern.dataframes;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Java records as a source: columns are built when a task reads them. */
record RecordSource<R extends Record>(Class<R> type, List<R> records, Schema schema)
    implements Source {
  private static final int SPLIT_ROWS = 128 << 10;

  static <R extends Record> RecordSource<R> of(Class<R> type, List<R> records) {
    return new RecordSource<>(type, List.copyOf(records), RecordTypes.schema(type));
  }

  /* Plans are compared and hashed as a whole: not record by record. */
  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(Object other) {
    return other instanceof RecordSource<?> source && source.records == records;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(records);
  }

  @Override
  public List<Piece<R>> splits(ScanRequest request) {
    List<Piece<R>> pieces = new ArrayList<>();
    for (int from = 0; from < records.size(); from += SPLIT_ROWS) {
      int to = Math.min(records.size(), from + SPLIT_ROWS);
      pieces.add(new Piece<>(type, records.subList(from, to), schema.select(request.columns())));
    }
    return pieces;
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.of(records.size());
  }

  @Override
  public String describe() {
    return String.format(Locale.ROOT, "%,d of %s", records.size(), type.getSimpleName());
  }

  /** A run of the records. */
  record Piece<R extends Record>(Class<R> type, List<R> records, Schema schema) implements Split {

    @Override
    public BatchReader open(MemoryBudget budget, int batchRows) {
      return new Reader<>(this, budget, batchRows);
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.of(records.size());
    }

    @Override
    public long estimatedBytes() {
      return 16L * schema.size() * records.size();
    }

    @Override
    public String describe() {
      return records.size() + " records";
    }
  }

  private static final class Reader<R extends Record> implements BatchReader {
    private final Piece<R> piece;
    private final MemoryBudget budget;
    private final int batchRows;
    private final List<Method> accessors = new ArrayList<>();
    private int next;

    Reader(Piece<R> piece, MemoryBudget budget, int batchRows) {
      this.piece = piece;
      this.budget = budget;
      this.batchRows = batchRows;
      for (String name : piece.schema().names()) {
        for (var component : piece.type().getRecordComponents()) {
          if (component.getName().equals(name)) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            accessors.add(accessor);
          }
        }
      }
    }

    @Override
    public Schema schema() {
      return piece.schema();
    }

    @Override
    public @Nullable Batch next() {
      int count = Math.min(batchRows, piece.records().size() - next);
      if (count <= 0) {
        return null;
      }
      List<R> rows = piece.records().subList(next, next + count);
      next += count;
      List<ColumnVector> columns = new ArrayList<>();
      try {
        for (int i = 0; i < accessors.size(); i++) {
          columns.add(column(rows, i));
        }
        return Batch.of(piece.schema(), count, columns);
      } catch (RuntimeException | Error e) {
        columns.forEach(ColumnVector::close);
        throw e;
      }
    }

    @Override
    public void close() {
      next = piece.records().size();
    }

    private ColumnVector column(List<R> rows, int position) {
      Method accessor = accessors.get(position);
      try (ColumnBuilder builder =
          new ColumnBuilder(budget, piece.schema().field(position).type(), rows.size())) {
        for (R row : rows) {
          RecordCells.append(builder, accessor.invoke(row));
        }
        return builder.build();
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new ComputeException(
            "component %s of %s cannot be read".formatted(accessor.getName(), piece.type()), e);
      }
    }
  }
}
