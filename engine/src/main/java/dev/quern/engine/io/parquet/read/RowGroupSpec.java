package dev.quern.engine.io.parquet.read;

import java.io.Serializable;
import java.util.List;

/**
 * The wanted columns of one row group.
 *
 * @param index which row group of the file, from 0
 * @param rows its rows
 * @param chunks the wanted columns, in the order wanted
 * @param selection which rows are worth reading
 */
public record RowGroupSpec(
    int index, long rows, List<ColumnTree<ChunkSpec>> chunks, RowSelection selection)
    implements Serializable {

  /** Copies the list. */
  public RowGroupSpec {
    chunks = List.copyOf(chunks);
  }
}
