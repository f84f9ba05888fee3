package dev.quern.dataframes;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Whether tables have the same rows in the same order, to the last bit, without an object a cell.
 * Batches may begin elsewhere, and values may stand in dictionaries or not.
 */
final class SameRows {
  private SameRows() {}

  static boolean are(Table one, Table other) {
    if (!types(one).equals(types(other)) || one.rows() != other.rows()) {
      return false;
    }
    Cursor a = new Cursor(one);
    Cursor b = new Cursor(other);
    for (long left = one.rows(); left > 0; ) {
      int run = Math.min(a.left(), b.left());
      for (int i = 0; i < one.schema().size(); i++) {
        if (!same(a.batch().column(i), a.row, b.batch().column(i), b.row, run)) {
          return false;
        }
      }
      a.skip(run);
      b.skip(run);
      left -= run;
    }
    return true;
  }

  private static List<DType> types(Table table) {
    return table.schema().fields().stream().map(field -> field.type()).toList();
  }

  /** A place among the rows of a table. */
  private static final class Cursor {
    private final List<Batch> batches;
    private int at;
    private int row;

    Cursor(Table table) {
      this.batches = table.batches();
    }

    Batch batch() {
      return batches.get(at);
    }

    /** The rows that are left of the batch, of which there is one. */
    int left() {
      while (row == batch().rows()) {
        at++;
        row = 0;
      }
      return batch().rows() - row;
    }

    void skip(int rows) {
      row += rows;
    }
  }

  /* A run of values. */
  private static boolean same(ColumnVector a, int i, ColumnVector b, int j, int count) {
    for (int k = 0; k < count; k++) {
      boolean isNull = a.isNull(i + k);
      if (isNull != b.isNull(j + k) || (!isNull && !sameValue(a, i + k, b, j + k))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameValue(ColumnVector a, int i, ColumnVector b, int j) {
    if (a.isDictionary()) {
      return sameValue(a.dictionary(), Slots.int32(a.values(), i), b, j);
    }
    if (b.isDictionary()) {
      return sameValue(a, i, b.dictionary(), Slots.int32(b.values(), j));
    }
    return switch (a.type().layout()) {
      case BITMAP -> Values.booleanAt(a, i) == Values.booleanAt(b, j);
      case FIXED -> sameSlot(a, i, b, j);
      case VIEW -> sameBytes(a, i, b, j);
      case SPAN -> {
        int length = Spans.length(a.values(), i);
        yield length == Spans.length(b.values(), j)
            && same(
                a.elements(),
                Spans.offset(a.values(), i),
                b.elements(),
                Spans.offset(b.values(), j),
                length);
      }
      case FIELDS -> {
        boolean same = true;
        for (int field = 0; same && field < a.fields().size(); field++) {
          same = same(a.fields().get(field), i, b.fields().get(field), j, 1);
        }
        yield same;
      }
    };
  }

  private static boolean sameSlot(ColumnVector a, int i, ColumnVector b, int j) {
    // One NaN is as good as another.
    if (a.type() == DType.FLOAT64 || a.type() == DType.FLOAT32) {
      return Double.doubleToLongBits(Values.doubleAt(a, i))
          == Double.doubleToLongBits(Values.doubleAt(b, j));
    }
    long width = a.type().byteWidth();
    return sameBytes(a.values(), width * i, b.values(), width * j, width);
  }

  /* Views say the length, and then the bytes or where they are. */
  private static boolean sameBytes(ColumnVector a, int i, ColumnVector b, int j) {
    int length = Slots.int32(a.values(), 4 * i);
    if (length != Slots.int32(b.values(), 4 * j)) {
      return false;
    }
    return length <= Values.INLINE
        ? sameBytes(a.values(), 16L * i + 4, b.values(), 16L * j + 4, length)
        : sameBytes(heap(a, i), start(a, i), heap(b, j), start(b, j), length);
  }

  private static MemorySegment heap(ColumnVector vector, int row) {
    return vector.heaps().segments()[Slots.int32(vector.values(), 4 * row + 2)];
  }

  private static long start(ColumnVector vector, int row) {
    return Slots.int32(vector.values(), 4 * row + 3);
  }

  private static boolean sameBytes(
      MemorySegment a, long from, MemorySegment b, long start, long length) {
    return MemorySegment.mismatch(a, from, from + length, b, start, start + length) < 0;
  }
}
