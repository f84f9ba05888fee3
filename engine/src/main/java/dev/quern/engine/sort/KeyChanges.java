package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.util.List;

/**
 * Where runs of rows that are equal in some columns begin. Values are equal as they are in an
 * order: nulls among themselves, NaN to NaN, -0.0 to 0.0.
 */
public final class KeyChanges {
  private KeyChanges() {}

  /**
   * A bit a row, set where a run begins: at the first row, and at each that differs from the one
   * before; owned by the caller. One comparison a row.
   */
  public static NativeBuffer starts(MemoryBudget budget, Batch batch, List<SortKey> keys) {
    int rows = batch.rows();
    NativeBuffer bits = budget.allocateZeroed(Bitmaps.byteSize(rows));
    KeySide side = new KeySide(batch, keys);
    long word = rows == 0 ? 0 : 1;
    for (int row = 1; row < rows; row++) {
      if ((row & 63) == 0) {
        Bitmaps.setWord(bits.segment(), row - 64, word);
        word = 0;
      }
      if (side.compare(row, side, row - 1) != 0) {
        word |= 1L << row;
      }
    }
    if (rows > 0) {
      Bitmaps.setWord(bits.segment(), (rows - 1) & -64, word);
    }
    return bits;
  }

  /** Where the run that the last row of {@code batch} belongs to begins in it; 0 if in row 0. */
  public static int lastStart(Batch batch, List<SortKey> keys) {
    KeySide side = new KeySide(batch, keys);
    int row = batch.rows() - 1;
    while (row > 0 && side.compare(row, side, row - 1) == 0) {
      row--;
    }
    return row;
  }

  /** Whether the first row of {@code batch} is equal to the last one of {@code before}. */
  public static boolean continues(Batch before, Batch batch, List<SortKey> keys) {
    KeySide last = new KeySide(before, keys);
    KeySide first = new KeySide(batch, keys);
    return first.compare(0, last, before.rows() - 1) == 0;
  }
}
