package dev.quern.engine.io.parquet.write;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import java.lang.foreign.MemorySegment;

/**
 * How much the rows of a column are when every value is written out. Views and codes may repeat a
 * long string any number of times, so the size of the vector says nothing about it.
 */
final class Footprint {
  private Footprint() {}

  /**
   * How many of {@code count} rows from {@code row} on stay within {@code limit} bytes; at least
   * one.
   */
  @SuppressWarnings("ReferenceEquality")
  static int rowsWithin(ColumnVector column, int row, int count, long limit) {
    ColumnVector values = column.isDictionary() ? column.dictionary() : column;
    if (!column.type().isView() || values.heaps() == Heaps.NONE) {
      return count;
    }
    MemorySegment views = values.values();
    MemorySegment codes = column.values();
    boolean dictionary = column.isDictionary();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      int slot = dictionary ? codes.get(GrowableBuffer.INT, 4L * (row + i)) : row + i;
      bytes += views.get(GrowableBuffer.INT, 16L * slot);
      if (bytes > limit && i > 0) {
        return i;
      }
    }
    return count;
  }
}
