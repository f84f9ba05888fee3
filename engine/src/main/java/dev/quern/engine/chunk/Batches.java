package dev.quern.engine.chunk;

import dev.quern.engine.ComputeException;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several batches made into one. Arguments stay owned by the caller, results are owned by the
 * caller.
 *
 * <p>Values are copied, strings are not: the result's views point into the heaps of all parts.
 * Parts that share one dictionary stay codes; otherwise the result is flat.
 */
public final class Batches {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private Batches() {}

  /** The rows of {@code batches}, one behind the other; of none, no rows. */
  public static Batch concat(MemoryBudget budget, Schema schema, List<Batch> batches) {
    if (batches.size() == 1) {
      return batches.getFirst().withSchema(schema);
    }
    List<ColumnVector> columns = new ArrayList<>(schema.size());
    try {
      for (int i = 0; i < schema.size(); i++) {
        int position = i;
        columns.add(
            concat(
                budget,
                schema.field(i).type(),
                batches.stream().map(b -> b.column(position)).toList()));
      }
      return Batch.of(schema, totalRows(batches.stream().mapToInt(Batch::rows).toArray()), columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  /** The values of {@code columns}, one behind the other; of none, an empty column. */
  public static ColumnVector concat(MemoryBudget budget, DType type, List<ColumnVector> columns) {
    if (columns.size() == 1) {
      return columns.getFirst().retain();
    }
    if (!columns.isEmpty() && shareDictionary(columns)) {
      return codes(budget, columns);
    }
    List<ColumnVector> flat = new ArrayList<>(columns.size());
    try {
      for (ColumnVector column : columns) {
        flat.add(Selections.flat(budget, column));
      }
      return flat(budget, type, flat);
    } finally {
      flat.forEach(ColumnVector::close);
    }
  }

  @SuppressWarnings("ReferenceEquality")
  static boolean shareDictionary(List<ColumnVector> columns) {
    if (!columns.getFirst().isDictionary()) {
      return false;
    }
    Object first = columns.getFirst().dictionary().identity();
    return columns.stream().allMatch(c -> c.isDictionary() && c.dictionary().identity() == first);
  }

  private static ColumnVector codes(MemoryBudget budget, List<ColumnVector> columns) {
    int rows = totalRows(columns.stream().mapToInt(ColumnVector::length).toArray());
    try (Parts parts = new Parts(budget)) {
      NativeBuffer codes = parts.add(budget.allocate((long) Integer.BYTES * rows));
      copySlots(columns, Integer.BYTES, codes.segment());
      NativeBuffer validity = validity(parts, columns, rows);
      return parts.dictionary(columns.getFirst().dictionary(), rows, codes, validity);
    }
  }

  private static ColumnVector flat(MemoryBudget budget, DType type, List<ColumnVector> columns) {
    int rows = totalRows(columns.stream().mapToInt(ColumnVector::length).toArray());
    try (Parts parts = new Parts(budget)) {
      NativeBuffer values;
      if (type.layout() == Layout.BITMAP) {
        values = parts.add(budget.allocateZeroed(Bitmaps.byteSize(rows)));
        long to = 0;
        for (ColumnVector column : columns) {
          Kernels.active().logic().copy(column.values(), 0, values.segment(), to, column.length());
          to += column.length();
        }
      } else {
        values = parts.add(budget.allocate((long) type.byteWidth() * rows));
        copySlots(columns, type.byteWidth(), values.segment());
      }
      NativeBuffer validity = validity(parts, columns, rows);
      if (!type.isView()) {
        return parts.owned(ColumnVector.flat(type, rows, values, validity));
      }
      Heaps heaps = joinHeaps(columns, values.segment());
      return parts.owned(ColumnVector.views(type, rows, values, validity, heaps));
    }
  }

  private static void copySlots(List<ColumnVector> columns, int width, MemorySegment target) {
    long to = 0;
    for (ColumnVector column : columns) {
      long bytes = (long) width * column.length();
      MemorySegment.copy(column.values(), 0, target, to, bytes);
      to += bytes;
    }
  }

  private static @Nullable NativeBuffer validity(
      Parts parts, List<ColumnVector> columns, int rows) {
    if (columns.stream().allMatch(c -> c.validity() == null)) {
      return null;
    }
    NativeBuffer validity = parts.add(parts.budget.allocateZeroed(Bitmaps.byteSize(rows)));
    long to = 0;
    for (ColumnVector column : columns) {
      MemorySegment bits = column.validity();
      Kernels.active()
          .logic()
          .copy(
              bits == null ? Bitmaps.ALL_VALID : bits, 0, validity.segment(), to, column.length());
      to += column.length();
    }
    return validity;
  }

  /** The heaps of all columns, each once; long views are moved on to their heap's new place. */
  private static Heaps joinHeaps(List<ColumnVector> columns, MemorySegment views) {
    List<Heaps> distinct = new ArrayList<>();
    List<Integer> bases = new ArrayList<>();
    List<NativeBuffer> buffers = new ArrayList<>();
    int row = 0;
    for (ColumnVector column : columns) {
      int known = distinct.indexOf(column.heaps());
      if (known < 0) {
        known = distinct.size();
        distinct.add(column.heaps());
        bases.add(buffers.size());
        buffers.addAll(column.heaps().buffers());
      }
      moveViews(views, row, column.length(), bases.get(known));
      row += column.length();
    }
    if (distinct.size() == 1) {
      return distinct.getFirst().retain();
    }
    return Heaps.of(buffers.stream().map(NativeBuffer::retain).toList());
  }

  static void moveViews(MemorySegment views, int from, int count, int base) {
    if (base == 0) {
      return;
    }
    for (long at = 16L * from; at < 16L * (from + (long) count); at += 16) {
      if (views.get(INT, at) > Values.INLINE) {
        views.set(INT, at + 8, views.get(INT, at + 8) + base);
      }
    }
  }

  private static int totalRows(int[] lengths) {
    long total = 0;
    for (int length : lengths) {
      total += length;
    }
    if (total > Integer.MAX_VALUE - 64) {
      throw new ComputeException(
          total + " rows are too many for one batch: use more, smaller partitions");
    }
    return (int) total;
  }
}
