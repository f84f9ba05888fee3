package dev.quern.engine.chunk;

import dev.quern.engine.ComputeException;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several batches made into one. Arguments stay owned by the caller, results are owned by the
 * caller.
 *
 * <p>Values are copied, those of lists too, strings are not: the result's views point into the
 * heaps of all parts. Parts that share one dictionary stay codes; otherwise the result is flat.
 */
public final class Batches {

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
    int[] counts = columns.stream().mapToInt(ColumnVector::length).toArray();
    int[] from = new int[counts.length];
    int rows = totalRows(counts);
    try (Parts parts = new Parts(budget)) {
      NativeBuffer codes = parts.add(budget.allocate((long) Integer.BYTES * rows));
      copyRanges(columns, Integer.BYTES, from, counts, codes.segment());
      NativeBuffer validity = validity(parts, columns, from, counts, rows);
      return parts.dictionary(columns.getFirst().dictionary(), rows, codes, validity);
    }
  }

  private static ColumnVector flat(MemoryBudget budget, DType type, List<ColumnVector> columns) {
    if (type.isNested()) {
      return nested(budget, type, columns);
    }
    int[] counts = columns.stream().mapToInt(ColumnVector::length).toArray();
    return ranges(budget, type, columns, new int[counts.length], counts);
  }

  /* Elements are copied, unlike texts, so those that no list has are dropped before. */
  private static ColumnVector nested(MemoryBudget budget, DType type, List<ColumnVector> columns) {
    List<ColumnVector> compact = new ArrayList<>(columns.size());
    try {
      for (ColumnVector column : columns) {
        compact.add(Compact.column(budget, column));
      }
      int[] counts = compact.stream().mapToInt(ColumnVector::length).toArray();
      return ranges(budget, type, compact, new int[counts.length], counts);
    } finally {
      compact.forEach(ColumnVector::close);
    }
  }

  /**
   * Some consecutive rows of each of {@code columns}, which are flat, one behind the other: of the
   * i-th {@code counts[i]} rows from row {@code from[i]} on, which may be any row.
   */
  public static ColumnVector ranges(
      MemoryBudget budget, DType type, List<ColumnVector> columns, int[] from, int[] counts) {
    int rows = totalRows(counts);
    if (type instanceof StructType struct) {
      return structs(budget, struct, columns, from, counts, rows);
    }
    try (Parts parts = new Parts(budget)) {
      NativeBuffer values;
      if (type.layout() == Layout.BITMAP) {
        values = parts.add(budget.allocateZeroed(Bitmaps.byteSize(rows)));
        copyBits(columns.stream().map(ColumnVector::values).toList(), from, counts, values);
      } else {
        values = parts.add(budget.allocate((long) type.byteWidth() * rows));
        copyRanges(columns, type.byteWidth(), from, counts, values.segment());
      }
      NativeBuffer validity = validity(parts, columns, from, counts, rows);
      if (type instanceof ListType list) {
        Spans.Joined joined = Spans.join(budget, list.element(), columns);
        for (int i = 0, row = 0; i < counts.length; row += counts[i], i++) {
          Spans.move(values.segment(), row, counts[i], joined.bases()[i]);
        }
        return parts.owned(ColumnVector.list(rows, values, validity, joined.elements()));
      }
      if (!type.isView()) {
        return parts.owned(ColumnVector.flat(type, rows, values, validity));
      }
      Heaps heaps = joinHeaps(columns, counts, values.segment());
      return parts.owned(ColumnVector.views(type, rows, values, validity, heaps));
    }
  }

  private static ColumnVector structs(
      MemoryBudget budget,
      StructType type,
      List<ColumnVector> columns,
      int[] from,
      int[] counts,
      int rows) {
    List<ColumnVector> fields = new ArrayList<>();
    try (Parts parts = new Parts(budget)) {
      for (int i = 0; i < type.fields().size(); i++) {
        fields.add(field(budget, type, i, columns, from, counts));
      }
      NativeBuffer validity = validity(parts, columns, from, counts, rows);
      return parts.owned(ColumnVector.struct(type, rows, validity, fields));
    } catch (RuntimeException | Error e) {
      fields.forEach(ColumnVector::close);
      throw e;
    }
  }

  private static ColumnVector field(
      MemoryBudget budget,
      StructType type,
      int position,
      List<ColumnVector> structs,
      int[] from,
      int[] counts) {
    List<ColumnVector> flat = new ArrayList<>(structs.size());
    try {
      for (ColumnVector struct : structs) {
        flat.add(Selections.flat(budget, struct.fields().get(position)));
      }
      return ranges(budget, type.fields().get(position).type(), flat, from, counts);
    } finally {
      flat.forEach(ColumnVector::close);
    }
  }

  private static void copyBits(
      List<MemorySegment> bitmaps, int[] from, int[] counts, NativeBuffer target) {
    long to = 0;
    for (int i = 0; i < counts.length; i++) {
      Kernels.active().logic().copy(bitmaps.get(i), from[i], target.segment(), to, counts[i]);
      to += counts[i];
    }
  }

  private static void copyRanges(
      List<ColumnVector> columns, int width, int[] from, int[] counts, MemorySegment target) {
    long to = 0;
    for (int i = 0; i < counts.length; i++) {
      long bytes = (long) width * counts[i];
      MemorySegment.copy(columns.get(i).values(), (long) width * from[i], target, to, bytes);
      to += bytes;
    }
  }

  private static @Nullable NativeBuffer validity(
      Parts parts, List<ColumnVector> columns, int[] from, int[] counts, int rows) {
    if (columns.stream().allMatch(c -> c.validity() == null)) {
      return null;
    }
    NativeBuffer validity = parts.add(parts.budget.allocateZeroed(Bitmaps.byteSize(rows)));
    copyBits(columns.stream().map(ColumnVector::validityOrAll).toList(), from, counts, validity);
    return validity;
  }

  /** The heaps of all columns; views are moved on to them. */
  private static Heaps joinHeaps(List<ColumnVector> columns, int[] counts, MemorySegment views) {
    HeapUnion union = new HeapUnion();
    int row = 0;
    for (int i = 0; i < counts.length; i++) {
      union.add(columns.get(i).heaps()).views(views, row, counts[i]);
      row += counts[i];
    }
    return union.heaps();
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
