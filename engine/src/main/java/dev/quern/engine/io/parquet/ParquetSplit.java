package dev.quern.engine.io.parquet;

import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.RowFilter;
import dev.quern.engine.io.Split;
import dev.quern.engine.io.parquet.read.ChunkSpec;
import dev.quern.engine.io.parquet.read.ColumnTree;
import dev.quern.engine.io.parquet.read.ParquetBatchReader;
import dev.quern.engine.io.parquet.read.RowGroupSpec;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * One row group of a file, or several small ones that follow each other.
 *
 * @param path the file
 * @param fileSize its length when the footer was read
 * @param schema the wanted columns
 * @param rowGroups where their pages lie
 * @param rows rows in all
 * @param estimatedBytes roughly what the decoded rows take
 */
public record ParquetSplit(
    Path path,
    long fileSize,
    Schema schema,
    List<RowGroupSpec> rowGroups,
    long rows,
    long estimatedBytes)
    implements Split {

  /** Copies the list. */
  public ParquetSplit {
    rowGroups = List.copyOf(rowGroups);
  }

  static ParquetSplit of(ParquetFile file, Schema schema, List<RowGroupSpec> rowGroups) {
    long rows = rowGroups.stream().mapToLong(RowGroupSpec::rows).sum();
    long bytes =
        rowGroups.stream()
            .flatMap(group -> group.chunks().stream().flatMap(ColumnTree::leaves))
            .mapToLong(ParquetSplit::decodedBytes)
            .sum();
    return new ParquetSplit(file.path(), file.footer().size(), schema, rowGroups, rows, bytes);
  }

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows) {
    return ParquetBatchReader.open(path, fileSize, schema, rowGroups, budget, batchRows, null);
  }

  /** Pages that are passed over are not decompressed: what is broken in them is not noticed. */
  @Override
  public BatchReader open(MemoryBudget budget, int batchRows, RowFilter filter) {
    return ParquetBatchReader.open(path, fileSize, schema, rowGroups, budget, batchRows, filter);
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.of(rows);
  }

  @Override
  public String describe() {
    int first = rowGroups.getFirst().index();
    int last = rowGroups.getLast().index();
    return first == last
        ? "%s row group %d".formatted(path, first)
        : "%s row groups %d-%d".formatted(path, first, last);
  }

  /* Slots, and for byte strings the pages behind them. */
  private static long decodedBytes(ChunkSpec chunk) {
    return switch (chunk.column().type().layout()) {
      case BITMAP -> chunk.values() / 8;
      case FIXED -> chunk.values() * chunk.column().type().byteWidth();
      case VIEW -> chunk.values() * chunk.column().type().byteWidth() + chunk.decompressed();
      case SPAN, FIELDS -> throw new IllegalArgumentException(chunk.column() + " is no leaf");
    };
  }
}
