package dev.quern.engine.spill;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several files of one schema being written side by side, each begun with its first batch. Not
 * thread-safe.
 */
public final class SpillFan implements AutoCloseable {
  private final SpillSpace space;
  private final MemoryBudget budget;
  private final String what;
  private final Schema schema;
  private final List<@Nullable SpillWriter> writers;

  /**
   * Writers of {@code files} files.
   *
   * @param budget for copies of strings
   * @param what what the batches are, for messages
   */
  public SpillFan(SpillSpace space, MemoryBudget budget, String what, Schema schema, int files) {
    this.space = space;
    this.budget = budget;
    this.what = what;
    this.schema = schema;
    this.writers = new ArrayList<>(Collections.nCopies(files, (SpillWriter) null));
  }

  /** Appends {@code batch}, which stays open, to one of the files. */
  public void write(int file, Batch batch) {
    SpillWriter writer = writers.get(file);
    if (writer == null) {
      writer = space.create(what, schema);
      writers.set(file, writer);
    }
    // A few rows gathered from many share all their strings.
    try (Batch own = Compact.batch(budget, batch)) {
      writer.write(own);
    }
  }

  /** The files, owned by the caller; null where nothing was written. */
  public List<@Nullable SpooledBatches> finish() {
    List<@Nullable SpooledBatches> files = new ArrayList<>();
    try {
      for (SpillWriter writer : writers) {
        files.add(writer == null ? null : SpooledBatches.of(what, writer.finish()));
      }
      return Collections.unmodifiableList(files);
    } catch (RuntimeException | Error e) {
      close(files);
      throw e;
    }
  }

  /** Deletes what was not finished. */
  @Override
  public void close() {
    for (SpillWriter writer : writers) {
      if (writer != null) {
        writer.close();
      }
    }
  }

  /** Deletes the files of a fan. */
  public static void close(List<@Nullable SpooledBatches> files) {
    for (SpooledBatches file : files) {
      if (file != null) {
        file.close();
      }
    }
  }
}
