package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.MemoryBudget;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one task to a file of their own. Without rows there is no file, but for the
 * first part: so a folder always tells the schema, and holds no crowd of empty files.
 */
final class WriteState implements SinkState {
  private final RowSink.Write write;
  private final Path path;
  private final MemoryBudget budget;
  private @Nullable Sink sink;

  WriteState(RowSink.Write write, MemoryBudget budget) {
    this.write = write;
    this.path = write.folder().resolve(write.fileName());
    this.budget = budget;
  }

  private Sink sink() {
    Sink open = sink;
    if (open == null) {
      open = write.create(path, write.schema(), budget);
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
      return new WriteReport(budget).build();
    }
    return new WriteReport(budget).add(path, sink().commit()).build();
  }

  @Override
  public void close() {
    if (sink != null) {
      sink.close();
    }
  }
}
