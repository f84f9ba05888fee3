package dev.quern.engine.io.parquet.write;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.chunk.Spans;
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
    if (column.type().isNested()) {
      return nestedWithin(column, row, count, limit);
    }
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

  /* Counted row by row: lists may be of any length. */
  private static int nestedWithin(ColumnVector column, int row, int count, long limit) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += bytes(column, row + i, limit - bytes);
      if (bytes > limit && i > 0) {
        return i;
      }
    }
    return count;
  }

  /* What one value is, counted no further than beyond `enough`. */
  private static long bytes(ColumnVector column, int row, long enough) {
    if (column.isDictionary()) {
      return bytes(column.dictionary(), column.values().get(GrowableBuffer.INT, 4L * row), enough);
    }
    return switch (column.type().layout()) {
      case BITMAP -> 1;
      case FIXED -> column.type().byteWidth();
      case VIEW -> 4L + column.values().get(GrowableBuffer.INT, 16L * row);
      case FIELDS -> {
        long bytes = 0;
        for (ColumnVector field : column.fields()) {
          bytes += bytes(field, row, enough - bytes);
        }
        yield bytes;
      }
      case SPAN -> {
        int from = Spans.offset(column.values(), row);
        int length = Spans.length(column.values(), row);
        long bytes = 1;
        for (int i = from; i < from + length && bytes <= enough; i++) {
          bytes += bytes(column.elements(), i, enough - bytes);
        }
        yield bytes;
      }
    };
  }
}
