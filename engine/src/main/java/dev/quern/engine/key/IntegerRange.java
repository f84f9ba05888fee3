package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;

/**
 * The least and the greatest of some integers, unsigned ones taken as signed, as keys are; 0 to 0
 * when all are null.
 */
record IntegerRange(long least, long greatest) {

  /** The range of the first {@code rows} of a flat integer, boolean or temporal column. */
  static IntegerRange of(ColumnVector column, int rows) {
    if (column.type().layout() == Layout.BITMAP) {
      return new IntegerRange(0, 1);
    }
    LaneType lane = Lanes.ofWidth(column.type().byteWidth());
    MemorySegment bitmap = column.validity();
    MemorySegment valid = bitmap == null ? Bitmaps.ALL_VALID : bitmap;
    long least = Kernels.active().reduce().min(lane, column.values(), valid, rows);
    long greatest = Kernels.active().reduce().max(lane, column.values(), valid, rows);
    return least <= greatest ? new IntegerRange(least, greatest) : new IntegerRange(0, 0);
  }

  /** How many integers there are from least to greatest; not positive when that overflows. */
  long width() {
    long width = greatest - least + 1;
    return greatest - least < 0 ? -1 : width;
  }
}
