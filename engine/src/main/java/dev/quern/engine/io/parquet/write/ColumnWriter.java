package dev.quern.engine.io.parquet.write;

import dev.quern.engine.chunk.ColumnVector;

/** Takes the rows of one column at the top of the schema. */
sealed interface ColumnWriter permits ColumnChunkWriter, NestedColumnWriter {

  /** Takes rows {@code from} to {@code from + count}. */
  void append(ColumnVector vector, int from, int count);
}
