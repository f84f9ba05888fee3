package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
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

/** Writes the rows of one task to a file of their own. */
final class WriteState implements SinkState {
  private static final Schema REPORT =
      Schema.of(
          Field.of("path", DType.UTF8),
          Field.of("rows", DType.INT64),
          Field.of("bytes", DType.INT64));

  private final Path path;
  private final Schema schema;
  private final Sink sink;
  private final MemoryBudget budget;

  WriteState(RowSink.Write write, MemoryBudget budget) {
    this.path =
        write
            .folder()
            .resolve(
                String.format(
                    Locale.ROOT, "part-%05d.%s", write.part(), write.format().extension()));
    this.sink = write.format().create(path, write.schema(), budget);
    this.schema = write.schema();
    this.budget = budget;
  }

  @Override
  public void accept(Batch batch) {
    // Files say "may be null" of every column, as the plan does, whatever a batch promises.
    try (batch;
        Batch named = batch.withSchema(schema)) {
      sink.write(named);
    }
  }

  @Override
  public Chunk finish() {
    Sink.Written written = sink.commit();
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
    sink.close();
  }
}
