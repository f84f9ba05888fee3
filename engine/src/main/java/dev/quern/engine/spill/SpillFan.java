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
  /** Bytes that are copied at once, at most, of rows that take less each. */
  private static final long COPIED = 256 << 10;

  private final SpillSpace space;
  private final MemoryBudget budget;
  private final String what;
  private final Schema schema;
  private final List<@Nullable SpillWriter> writers;

  /**
   * Writers of {@code files} files.
   *
   * @param budget for copies of strings, a few rows at a time
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
    int _ = write(writer, budget, batch);
  }

  /**
   * Appends {@code batch}, which stays open, to a file, a few rows at a time and with no strings
   * but their own: rows gathered from many share all of those.
   *
   * @param budget for copies of strings
   * @return how many batches that are
   */
  public static int write(SpillWriter file, MemoryBudget budget, Batch batch) {
    int most = rowsAtOnce(batch.rows(), Compact.copiedBytes(batch));
    int count = 0;
    for (int from = 0; from < batch.rows(); from += most) {
      try (Batch some = batch.slice(from, Math.min(most, batch.rows() - from));
          Batch own = Compact.batch(budget, some)) {
        file.write(own);
      }
      count++;
    }
    return count;
  }

  /**
   * How many of {@code rows} rows, which take {@code bytes}, to copy at once for a file, a multiple
   * of 64: so little that {@link SpillSpace#memory} has it.
   */
  public static int rowsAtOnce(int rows, long bytes) {
    long most = bytes <= COPIED ? rows : COPIED * Math.max(1, rows) / bytes;
    return (int) Math.min(Math.max(64, most + 63), Integer.MAX_VALUE) & -64;
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
