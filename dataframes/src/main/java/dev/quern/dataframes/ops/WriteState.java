package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one task to a file of their own. Without rows there is no file, but for the
 * first part: so a folder always tells the schema, and holds no crowd of empty files.
 */
final class WriteState implements SinkState {
  private static final Schema REPORT =
      Schema.of(
          Field.of("path", DType.UTF8),
          Field.of("rows", DType.INT64),
          Field.of("bytes", DType.INT64));

  private final RowSink.Write write;
  private final Path path;
  private final MemoryBudget budget;
  private @Nullable Sink sink;

  WriteState(RowSink.Write write, MemoryBudget budget) {
    this.write = write;
    this.path =
        write
            .folder()
            .resolve(
                String.format(
                    Locale.ROOT, "part-%05d.%s", write.part(), write.format().extension()));
    this.budget = budget;
  }

  private Sink sink() {
    Sink open = sink;
    if (open == null) {
      open = write.format().create(path, write.schema(), budget);
      sink = open;
    }
    return open;
  }

  @Override
  public void accept(Batch batch) {
    // Files say "may be null" of every column, as the plan does, whatever a batch promises.
    try (batch;
        Batch named = batch.withSchema(write.schema())) {
      sink().write(named);
    }
  }

  @Override
  public Chunk finish() {
    if (sink == null && write.part() > 0) {
      return BatchList.of(REPORT, List.of());
    }
    Sink.Written written = sink().commit();
    try (ColumnBuilder paths = new ColumnBuilder(budget, DType.UTF8, 1);
        ColumnBuilder rows = new ColumnBuilder(budget, DType.INT64, 1);
        ColumnBuilder bytes = new ColumnBuilder(budget, DType.INT64, 1)) {
      ColumnVector first = paths.append(path.toString()).build();
      ColumnVector second = rows.append(written.rows()).build();
      ColumnVector third = bytes.append(written.bytes()).build();
      return Batch.of(REPORT, 1, List.of(first, second, third));
    }
  }

  @Override
  public void close() {
    if (sink != null) {
      sink.close();
    }
  }
}
