package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.ViewOrder;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sort keys of one batch, laid open for comparing single rows with those of another batch. */
public final class KeySide {
  private final KeyColumn[] columns;

  /** The keys of {@code batch}, which stays owned by the caller and open meanwhile. */
  public KeySide(Batch batch, List<SortKey> keys) {
    columns = keys.stream().map(key -> KeyColumn.of(batch, key)).toArray(KeyColumn[]::new);
  }

  /**
   * The order of a row of this and a row of {@code other}: negative, 0 or positive. Nulls are equal
   * here, NaN is NaN, and -0.0 is 0.0.
   */
  public int compare(int row, KeySide other, int otherRow) {
    return compareFrom(0, row, other, otherRow);
  }

  /** {@link #compare} by the keys from {@code first} on. */
  int compareFrom(int first, int row, KeySide other, int otherRow) {
    for (int i = first; i < columns.length; i++) {
      int order = columns[i].compare(row, other.columns[i], otherRow);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Whether a key of {@code row} is null. */
  public boolean hasNull(int row) {
    for (KeyColumn column : columns) {
      if (!Bitmaps.get(column.valid, row)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The value of the first key of {@code row} as a word that orders as rows do, as far as 64 bits
   * go: words that differ decide, equal ones do not.
   */
  long prefix(int row) {
    return columns[0].prefix(row);
  }

  /** How a type's values are compared. */
  private enum Kind {
    BITS,
    INTEGER,
    UNSIGNED,
    FLOAT,
    WIDE,
    VIEW;

    static Kind of(DType type) {
      if (type.isView()) {
        return VIEW;
      }
      if (type.layout() == Layout.BITMAP) {
        return BITS;
      }
      if (type.isUnsigned()) {
        return UNSIGNED;
      }
      return type.isFloating() ? FLOAT : type.byteWidth() == 16 ? WIDE : INTEGER;
    }
  }

  /** One key column, behind its dictionary if it has one. */
  private record KeyColumn(
      SortKey key,
      Kind kind,
      DType type,
      MemorySegment valid,
      @Nullable MemorySegment codes,
      MemorySegment values,
      ColumnVector source) {

    static KeyColumn of(Batch batch, SortKey key) {
      ColumnVector column = batch.column(key.column());
      ColumnVector flat = column.isDictionary() ? column.dictionary() : column;
      return new KeyColumn(
          key,
          Kind.of(column.type()),
          column.type(),
          column.validityOrAll(),
          column.isDictionary() ? column.values() : null,
          flat.values(),
          flat);
    }

    int compare(int row, KeyColumn other, int otherRow) {
      boolean has = Bitmaps.get(valid, row);
      boolean otherHas = Bitmaps.get(other.valid, otherRow);
      if (!has || !otherHas) {
        return has == otherHas ? 0 : has == key.nullsFirst() ? 1 : -1;
      }
      int order = compareValues(slot(row), other, other.slot(otherRow));
      return key.descending() ? -order : order;
    }

    private int slot(int row) {
      return codes == null ? row : Slots.int32(codes, row);
    }

    private int compareValues(int slot, KeyColumn other, int otherSlot) {
      return switch (kind) {
        case BITS, INTEGER, UNSIGNED, FLOAT -> Long.compare(word(slot), other.word(otherSlot));
        case WIDE -> {
          int high = Long.compare(word(slot), other.word(otherSlot));
          yield high != 0
              ? high
              : Long.compareUnsigned(Slots.low(values, slot), Slots.low(other.values, otherSlot));
        }
        case VIEW ->
            Integer.signum(
                ViewOrder.compare(
                    values,
                    source.heaps().segments(),
                    slot,
                    other.values,
                    other.source.heaps().segments(),
                    otherSlot));
      };
    }

    private long word(int slot) {
      return switch (kind) {
        case BITS -> Bitmaps.get(values, slot) ? 1 : 0;
        case INTEGER -> OrderedBits.ofInteger(values, type.byteWidth(), slot);
        case UNSIGNED -> OrderedBits.ofUnsigned(values, type.byteWidth(), slot);
        case FLOAT -> OrderedBits.ofFloat(values, type.byteWidth(), slot);
        case WIDE -> Slots.high(values, slot);
        case VIEW -> OrderWords.viewPrefix(values, slot);
      };
    }

    long prefix(int row) {
      if (!Bitmaps.get(valid, row)) {
        return key.nullsFirst() ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
      long word = word(slot(row));
      return key.descending() ? ~word : word;
    }
  }
}
