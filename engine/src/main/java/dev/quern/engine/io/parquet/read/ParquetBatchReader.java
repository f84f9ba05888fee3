package dev.quern.engine.io.parquet.read;

import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.FileVersion;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.RowFilter;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The batches of some row groups of one file. A batch never spans two row groups, so that it has
 * one dictionary a column.
 */
public final class ParquetBatchReader implements BatchReader {
  private final Schema schema;
  private final MemoryBudget budget;
  private final int batchRows;
  private final @Nullable RowFilter filter;
  private final InputFile file;
  private final Decompressors decompressors = new Decompressors();
  private final Scratch scratch;
  private final Iterator<RowGroupSpec> rowGroups;
  private @Nullable RowGroupReader current;
  private boolean failed;
  private boolean closed;

  private ParquetBatchReader(
      InputFile file,
      Schema schema,
      List<RowGroupSpec> rowGroups,
      MemoryBudget budget,
      int batchRows,
      @Nullable RowFilter filter) {
    this.file = file;
    this.schema = schema;
    this.budget = budget;
    this.batchRows = batchRows;
    this.filter = filter;
    this.rowGroups = rowGroups.iterator();
    this.scratch = new Scratch(budget, batchRows);
  }

  /**
   * Opens the file.
   *
   * @param path the file
   * @param size its length when {@code rowGroups} was made from its footer: when it has another by
   *     now, it was replaced, and nothing is read
   * @param schema the columns of every row group's chunks, in order
   * @param rowGroups what to read
   * @param batchRows rows of a batch at most
   * @param filter which rows are wanted; null for all
   */
  public static ParquetBatchReader open(
      Path path,
      long size,
      Schema schema,
      List<RowGroupSpec> rowGroups,
      MemoryBudget budget,
      int batchRows,
      @Nullable RowFilter filter) {
    if (batchRows < 1) {
      throw new IllegalArgumentException("batches of " + batchRows + " rows");
    }
    long most = rowGroups.stream().mapToLong(RowGroupSpec::rows).max().orElse(0);
    InputFile file = InputFile.open(path);
    try {
      FileVersion.checkSize(path, size, file.size());
    } catch (StorageException replaced) {
      file.close();
      throw replaced;
    }
    return new ParquetBatchReader(
        file, schema, rowGroups, budget, (int) Math.min(batchRows, Math.max(1, most)), filter);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    if (closed || failed) {
      throw new IllegalStateException(
          closed ? "the reader is closed" : "the reader failed before: its columns are apart");
    }
    try {
      while (true) {
        Batch batch = current == null ? null : current.next();
        if (batch != null) {
          return batch;
        }
        closeGroup();
        if (!rowGroups.hasNext()) {
          return null;
        }
        open(rowGroups.next());
      }
    } catch (RuntimeException | Error e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    closeGroup();
    scratch.close();
    decompressors.close();
    file.close();
  }

  private void open(RowGroupSpec group) {
    RowRanges rows =
        group.selection().select(file, filter == null ? List.of() : filter.predicates());
    if (rows.size() > 0) {
      current =
          new RowGroupReader(
              group,
              rows,
              schema,
              filter,
              new ColumnReader.Context(
                  file, group.index(), budget, decompressors, scratch, batchRows, false));
    } else if (filter != null) {
      filter.skipped(group.rows());
    }
  }

  private void closeGroup() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
