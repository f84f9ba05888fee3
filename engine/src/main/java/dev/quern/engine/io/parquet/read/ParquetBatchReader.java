package dev.quern.engine.io.parquet.read;

import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private final InputFile file;
  private final Decompressors decompressors = new Decompressors();
  private final Scratch scratch;
  private final Iterator<RowGroupSpec> rowGroups;
  private final List<ColumnAssembly> columns = new ArrayList<>();
  private long rowsLeft;
  private boolean failed;
  private boolean closed;

  private ParquetBatchReader(
      InputFile file,
      Schema schema,
      List<RowGroupSpec> rowGroups,
      MemoryBudget budget,
      int batchRows) {
    this.file = file;
    this.schema = schema;
    this.budget = budget;
    this.batchRows = batchRows;
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
   */
  public static ParquetBatchReader open(
      Path path,
      long size,
      Schema schema,
      List<RowGroupSpec> rowGroups,
      MemoryBudget budget,
      int batchRows) {
    if (batchRows < 1) {
      throw new IllegalArgumentException("batches of " + batchRows + " rows");
    }
    long most = rowGroups.stream().mapToLong(RowGroupSpec::rows).max().orElse(0);
    InputFile file = InputFile.open(path);
    if (file.size() != size) {
      file.close();
      throw new StorageException(
          "%s has %d bytes but had %d when the query was planned: it was replaced meanwhile"
              .formatted(path, file.size(), size));
    }
    return new ParquetBatchReader(
        file, schema, rowGroups, budget, (int) Math.min(batchRows, Math.max(1, most)));
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
    while (rowsLeft == 0) {
      closeColumns();
      if (!rowGroups.hasNext()) {
        return null;
      }
      open(rowGroups.next());
    }
    int rows = (int) Math.min(batchRows, rowsLeft);
    Batch batch = read(rows);
    rowsLeft -= rows;
    return batch;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    closeColumns();
    scratch.close();
    decompressors.close();
    file.close();
  }

  private void open(RowGroupSpec group) {
    rowsLeft = group.rows();
    if (rowsLeft == 0) {
      return;
    }
    ColumnReader.Context context =
        new ColumnReader.Context(
            file, group.index(), budget, decompressors, scratch, batchRows, false);
    for (ColumnTree<ChunkSpec> chunk : group.chunks()) {
      columns.add(new ColumnAssembly(chunk, context));
    }
  }

  private Batch read(int rows) {
    List<ColumnVector> vectors = new ArrayList<>(columns.size());
    try {
      for (ColumnAssembly column : columns) {
        vectors.add(column.read(rows));
      }
      return Batch.of(schema, rows, vectors);
    } catch (RuntimeException e) {
      failed = true;
      vectors.forEach(ColumnVector::close);
      throw e;
    }
  }

  private void closeColumns() {
    columns.forEach(ColumnAssembly::close);
    columns.clear();
  }
}
