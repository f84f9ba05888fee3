package dev.quern.engine.chunk;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.SelectKernel;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows picked by number: what joins, sorts and filters by selection are made of.
 *
 * <p>Row numbers are INT32 in native memory, in any order and repeated at will; one outside the
 * column throws {@link IndexOutOfBoundsException}. Strings and elements of lists are not copied:
 * the result shares those of the column it came from, and codes share its dictionary. Arguments
 * stay owned by the caller, results are owned by the caller.
 */
public final class Take {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private Take() {}

  /** The numbers of {@code count} rows from {@code first} on, owned by the caller. */
  public static NativeBuffer numbers(MemoryBudget budget, int first, int count) {
    NativeBuffer numbers = budget.allocate((long) Integer.BYTES * count);
    MemorySegment out = numbers.segment();
    for (int i = 0; i < count; i++) {
      out.set(INT, (long) Integer.BYTES * i, first + i);
    }
    return numbers;
  }

  /** The {@code count} rows of {@code batch} with these numbers, in this order. */
  public static Batch gather(MemoryBudget budget, Batch batch, MemorySegment rows, int count) {
    return gather(budget, batch, rows, count, false);
  }

  /** {@link #gather} in which a negative row number gives a row of nulls. */
  public static Batch gatherOrNull(
      MemoryBudget budget, Batch batch, MemorySegment rows, int count) {
    return gather(budget, batch, rows, count, true);
  }

  /** The {@code count} rows of {@code column} with these numbers, in this order. */
  public static ColumnVector gather(
      MemoryBudget budget, ColumnVector column, MemorySegment rows, int count) {
    return gather(budget, column, rows, count, false);
  }

  /** {@link #gather} in which a negative row number gives a null. */
  public static ColumnVector gatherOrNull(
      MemoryBudget budget, ColumnVector column, MemorySegment rows, int count) {
    return gather(budget, column, rows, count, true);
  }

  private static Batch gather(
      MemoryBudget budget, Batch batch, MemorySegment rows, int count, boolean orNull) {
    List<ColumnVector> columns = new ArrayList<>(batch.schema().size());
    try {
      for (ColumnVector column : batch.columns()) {
        columns.add(gather(budget, column, rows, count, orNull));
      }
      return Batch.of(batch.schema(), count, columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  private static ColumnVector gather(
      MemoryBudget budget, ColumnVector column, MemorySegment rows, int count, boolean orNull) {
    if ((orNull && column.length() == 0)
        || (column.isDictionary() && column.dictionary().length() == 0)) {
      return Nulls.column(budget, column.type(), count);
    }
    if (column.type().layout() == Layout.FIELDS && !column.isDictionary()) {
      return gatherStruct(budget, column, rows, count, orNull);
    }
    try (Parts parts = new Parts(budget)) {
      NativeBuffer values =
          parts.add(budget.allocate(slotBytes(column, count, column.isDictionary())));
      take(column, rows, values.segment(), count, orNull);
      NativeBuffer validity = validity(parts, column, rows, count, orNull);
      if (column.isDictionary()) {
        return parts.dictionary(column.dictionary(), count, values, validity);
      }
      return parts.column(column, count, values, validity);
    }
  }

  private static ColumnVector gatherStruct(
      MemoryBudget budget, ColumnVector column, MemorySegment rows, int count, boolean orNull) {
    try (Parts parts = new Parts(budget)) {
      NativeBuffer validity = validity(parts, column, rows, count, orNull);
      return parts.owned(
          Structs.like(
              column, count, validity, field -> gather(budget, field, rows, count, orNull)));
    }
  }

  private static @Nullable NativeBuffer validity(
      Parts parts, ColumnVector column, MemorySegment rows, int count, boolean orNull) {
    MemorySegment bits = column.validity();
    if (bits == null && !(orNull && anyNegative(rows, count))) {
      return null;
    }
    SelectKernel select = Kernels.active().select();
    MemorySegment source =
        bits == null
            ? Bitmaps.ALL_VALID
            : bits.asSlice(0, Math.min(bits.byteSize(), Bitmaps.byteSize(column.length())));
    NativeBuffer validity = parts.add(parts.budget.allocate(Bitmaps.byteSize(count)));
    if (orNull) {
      select.takeBitsOrZero(source, rows, validity.segment(), count);
    } else {
      select.takeBits(source, rows, validity.segment(), count);
    }
    return validity;
  }

  private static void take(
      ColumnVector column, MemorySegment rows, MemorySegment out, int count, boolean orNull) {
    SelectKernel select = Kernels.active().select();
    MemorySegment values = column.values();
    if (!column.isDictionary() && column.type().layout() == Layout.BITMAP) {
      checkRows(rows, count, column.length());
      if (orNull) {
        select.takeBitsOrZero(values, rows, out, count);
      } else {
        select.takeBits(values, rows, out, count);
      }
      return;
    }
    int width = column.isDictionary() ? Integer.BYTES : column.type().byteWidth();
    // Bounded to the rows, so that the kernel's own check refuses a number in the padding.
    MemorySegment bounded = values.asSlice(0, (long) width * column.length());
    if (orNull) {
      select.takeOrZero(width, bounded, rows, out, count);
    } else {
      select.take(width, bounded, rows, out, count);
    }
  }

  private static long slotBytes(ColumnVector column, int count, boolean codes) {
    if (codes) {
      return (long) Integer.BYTES * count;
    }
    return column.type().layout() == Layout.BITMAP
        ? Bitmaps.byteSize(count)
        : (long) column.type().byteWidth() * count;
  }

  private static boolean anyNegative(MemorySegment rows, int count) {
    int signs = 0;
    for (int i = 0; i < count; i++) {
      signs |= rows.get(INT, 4L * i);
    }
    return signs < 0;
  }

  private static void checkRows(MemorySegment rows, int count, int length) {
    int greatest = -1;
    for (int i = 0; i < count; i++) {
      greatest = Math.max(greatest, rows.get(INT, 4L * i));
    }
    if (greatest >= length) {
      throw new IndexOutOfBoundsException("row " + greatest + " of " + length);
    }
  }
}
