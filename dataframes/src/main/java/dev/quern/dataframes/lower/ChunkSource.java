package dev.quern.dataframes.lower;

import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import java.util.List;

/** Rows that tasks of a graph give, and not splits: what is built on them becomes part of it. */
public interface ChunkSource extends Source {

  /** How the rows are computed: a chunk a partition, of all columns in the schema's order. */
  LazyChunks chunks();

  /**
   * Nobody asks for them.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  default List<? extends Split> splits(ScanRequest request) {
    throw new UnsupportedOperationException(describe() + " is read by tasks, not by splits");
  }
}
