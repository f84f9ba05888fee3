package dev.quern.dataframes;

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
      return new RecordReader<>(type, schema, records.iterator(), budget, batchRows);
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
}
