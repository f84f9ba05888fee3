package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files that one task writes into a folder, one after the other; the next one begins when one
 * has as many rows as a file may have.
 */
final class PartFiles implements AutoCloseable {
  private final RowSink.Write write;
  private final Path folder;
  private final Schema inFiles;
  private final MemoryBudget budget;
  private final WriteReport report;
  private @Nullable Sink sink;
  private long rows;
  private int files;

  /**
   * @param folder where the files go
   * @param inFiles the columns that are in them
   * @param report what is told of them
   */
  PartFiles(
      RowSink.Write write, Path folder, Schema inFiles, MemoryBudget budget, WriteReport report) {
    this.write = write;
    this.folder = folder;
    this.inFiles = inFiles;
    this.budget = budget;
    this.report = report;
  }

  /** Writes some rows of a batch, which has all columns of the files and stays its owner's. */
  void write(Batch batch, int from, int count) {
    int row = from;
    int end = from + count;
    while (row < end) {
      Sink open = open();
      int fits = (int) Math.min(end - row, write.fileRows() - rows);
      // Files say "may be null" of every column, as the plan does, whatever a batch promises.
      try (Batch wanted = batch.select(inFiles.names());
          Batch some = range(wanted, row, fits);
          Batch named = some.withSchema(inFiles)) {
        open.write(named);
      }
      row += fits;
      rows += fits;
      if (rows == write.fileRows()) {
        commit();
      }
    }
  }

  /** Completes the files; if there is none and {@code always} a file is wanted, an empty one. */
  void finish(boolean always) {
    if (always && files == 0) {
      open();
    }
    commit();
  }

  @Override
  public void close() {
    if (sink != null) {
      sink.close();
    }
  }

  private Sink open() {
    Sink open = sink;
    if (open == null) {
      open = write.format().create(path(), inFiles, budget);
      sink = open;
      files++;
      rows = 0;
    }
    return open;
  }

  private void commit() {
    Sink open = sink;
    if (open != null) {
      Path path = folder.resolve(write.fileName(files - 1));
      sink = null;
      try (open) {
        report.add(path, open.commit());
      }
    }
  }

  private Path path() {
    return folder.resolve(write.fileName(files));
  }

  /* Slices begin at multiples of 64 rows; all others are gathered. */
  private Batch range(Batch batch, int from, int count) {
    if (from % Long.SIZE == 0) {
      return batch.slice(from, count);
    }
    try (NativeBuffer numbers = Take.numbers(budget, from, count)) {
      return Take.gather(budget, batch, numbers.segment(), count);
    }
  }
}
