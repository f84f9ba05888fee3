package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;

/**
 * Writes the rows of one task to files of their own. Without rows there is no file, but for the
 * first part: so a folder always tells the schema, and holds no crowd of empty files.
 */
final class WriteState implements SinkState {
  private final WriteReport report;
  private final PartFiles files;
  private final boolean always;

  WriteState(RowSink.Write write, MemoryBudget budget) {
    this.report = new WriteReport(budget);
    this.files = new PartFiles(write, write.folder(), write.schema(), budget, report);
    this.always = write.part() == 0;
  }

  @Override
  public void accept(Batch batch) {
    try (batch) {
      files.write(batch, 0, batch.rows());
    }
  }

  @Override
  public Chunk finish() {
    files.finish(always);
    return report.build();
  }

  @Override
  public void close() {
    files.close();
  }
}
