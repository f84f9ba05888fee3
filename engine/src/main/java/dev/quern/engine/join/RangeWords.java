package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.ViewOrder;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.sort.RowSorter;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values as signed words that order as the values do. Texts and decimals of more than 18 digits,
 * which take more than a word, have their place among those of the table.
 *
 * <pre>
 *   table   ant  bee  bee  fox
 *   words     1    3    3    7      of those: 2 n + 1, where n is the first place
 *   cat                    6        of others: 2 n, where n is that of the next one
 * </pre>
 *
 * <p>Read-only, and read by several threads.
 */
final class RangeWords implements AutoCloseable {
  private final @Nullable ColumnVector sorted;
  private final int size;

  private RangeWords(@Nullable ColumnVector sorted, int size) {
    this.sorted = sorted;
    this.size = size;
  }

  /** Whether values of {@code type} have words. */
  static boolean exist(DType type) {
    return isRanked(type)
        || ((type.isNumeric() || type.isTemporal()) && type.byteWidth() <= Long.BYTES);
  }

  private static boolean isRanked(DType type) {
    return type == DType.UTF8 || (type instanceof DecimalType decimal && decimal.isWide());
  }

  /** The words of values of the type of {@code column}, a flat column of the table. */
  static RangeWords of(MemoryBudget budget, ColumnVector column) {
    if (!isRanked(column.type())) {
      return new RangeWords(null, 0);
    }
    Schema schema = Schema.of(Field.of("value", column.type()));
    try (Batch values = Batch.of(schema, column.length(), List.of(column.retain()));
        Batch inOrder = RowSorter.sorted(budget, values, List.of(SortKey.ascending(0)))) {
      // Nulls are last, and have no words.
      return new RangeWords(inOrder.column(0).retain(), column.length() - column.nullCount());
    }
  }

  /** The word of the value in {@code row} of a flat column; undefined under a null. */
  long of(ColumnVector column, int row) {
    DType type = column.type();
    if (sorted != null) {
      return place(sorted, column, row);
    }
    if (type.isUnsigned()) {
      return OrderedBits.ofUnsigned(column.values(), type.byteWidth(), row);
    }
    return type.isFloating()
        ? OrderedBits.ofFloat(column.values(), type.byteWidth(), row)
        : OrderedBits.ofInteger(column.values(), type.byteWidth(), row);
  }

  private long place(ColumnVector values, ColumnVector column, int row) {
    int from = 0;
    int to = size;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (compare(values, middle, column, row) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    boolean isThere = from < size && compare(values, from, column, row) == 0;
    return 2L * from + (isThere ? 1 : 0);
  }

  private static int compare(ColumnVector a, int row, ColumnVector b, int otherRow) {
    if (a.type() == DType.UTF8) {
      return ViewOrder.compare(
          a.values(), a.heaps().segments(), row, b.values(), b.heaps().segments(), otherRow);
    }
    int high = Long.compare(Slots.high(a.values(), row), Slots.high(b.values(), otherRow));
    return high != 0
        ? high
        : Long.compareUnsigned(Slots.low(a.values(), row), Slots.low(b.values(), otherRow));
  }

  @Override
  public void close() {
    if (sorted != null) {
      sorted.close();
    }
  }
}
