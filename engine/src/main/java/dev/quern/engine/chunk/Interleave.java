package dev.quern.engine.chunk;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Layout;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows picked from several batches: what a merge of sorted runs is made of. Strings are not copied;
 * sources that share one dictionary stay codes, others become flat.
 */
public final class Interleave {
  private Interleave() {}

  /**
   * The rows {@code rows[i]} of the batches {@code sources[i]}, in this order, owned by the caller.
   *
   * @param sources INT32 places in {@code batches}
   * @param rows INT32 row numbers, checked
   */
  public static Batch gather(
      MemoryBudget budget,
      Schema schema,
      List<Batch> batches,
      MemorySegment sources,
      MemorySegment rows,
      int count) {
    List<ColumnVector> columns = new ArrayList<>(schema.size());
    try {
      for (int i = 0; i < schema.size(); i++) {
        int position = i;
        columns.add(
            column(
                budget,
                schema.field(i),
                batches.stream().map(batch -> batch.column(position)).toList(),
                sources,
                rows,
                count));
      }
      return Batch.of(schema, count, columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  private static ColumnVector column(
      MemoryBudget budget,
      Field field,
      List<ColumnVector> columns,
      MemorySegment sources,
      MemorySegment rows,
      int count) {
    if (!columns.isEmpty() && Batches.shareDictionary(columns)) {
      try (Parts parts = new Parts(budget)) {
        NativeBuffer codes = parts.add(budget.allocate((long) Integer.BYTES * count));
        MemorySegment[] values = segments(columns);
        slots(Integer.BYTES, values, new MemorySegment[values.length], sources, rows, codes, count);
        NativeBuffer validity = validity(parts, columns, sources, rows, count);
        return parts.dictionary(columns.getFirst().dictionary(), count, codes, validity);
      }
    }
    return flat(budget, field.type(), columns, sources, rows, count);
  }

  private static ColumnVector flat(
      MemoryBudget budget,
      DType type,
      List<ColumnVector> columns,
      MemorySegment sources,
      MemorySegment rows,
      int count) {
    if (type instanceof StructType struct) {
      return structs(budget, struct, columns, sources, rows, count);
    }
    List<ColumnVector> flat =
        columns.stream().map(c -> c.isDictionary() ? c.dictionary() : c).toList();
    MemorySegment[] values = segments(flat);
    @Nullable MemorySegment[] codes = new MemorySegment[columns.size()];
    for (int i = 0; i < codes.length; i++) {
      ColumnVector column = columns.get(i);
      codes[i] = column.isDictionary() ? bounded(column, Integer.BYTES) : null;
    }
    try (Parts parts = new Parts(budget)) {
      NativeBuffer out;
      if (type.layout() == Layout.BITMAP) {
        out = parts.add(budget.allocateZeroed(Bitmaps.byteSize(count)));
        bits(values, codes, sources, rows, out, count);
      } else {
        out = parts.add(budget.allocate((long) type.byteWidth() * count));
        slots(type.byteWidth(), values, codes, sources, rows, out, count);
      }
      NativeBuffer validity = validity(parts, columns, sources, rows, count);
      if (type instanceof ListType list) {
        Spans.Joined joined = Spans.join(budget, list.element(), flat);
        for (int i = 0; i < count; i++) {
          Spans.move(out.segment(), i, 1, joined.bases()[Slots.int32(sources, i)]);
        }
        return parts.owned(ColumnVector.list(count, out, validity, joined.elements()));
      }
      if (!type.isView()) {
        return parts.owned(ColumnVector.flat(type, count, out, validity));
      }
      Heaps heaps = joinHeaps(flat, sources, out.segment(), count);
      return parts.owned(ColumnVector.views(type, count, out, validity, heaps));
    }
  }

  private static ColumnVector structs(
      MemoryBudget budget,
      StructType type,
      List<ColumnVector> columns,
      MemorySegment sources,
      MemorySegment rows,
      int count) {
    List<ColumnVector> flat = new ArrayList<>(columns.size());
    List<ColumnVector> fields = new ArrayList<>();
    try (Parts parts = new Parts(budget)) {
      for (ColumnVector column : columns) {
        flat.add(Selections.flat(budget, column));
      }
      for (int i = 0; i < type.fields().size(); i++) {
        int position = i;
        List<ColumnVector> parted = flat.stream().map(c -> c.fields().get(position)).toList();
        fields.add(column(budget, type.fields().get(i), parted, sources, rows, count));
      }
      NativeBuffer validity = validity(parts, flat, sources, rows, count);
      return parts.owned(ColumnVector.struct(type, count, validity, fields));
    } catch (RuntimeException | Error e) {
      fields.forEach(ColumnVector::close);
      throw e;
    } finally {
      flat.forEach(ColumnVector::close);
    }
  }

  private static MemorySegment[] segments(List<ColumnVector> columns) {
    return columns.stream()
        .map(c -> bounded(c, c.isDictionary() ? Integer.BYTES : c.type().byteWidth()))
        .toArray(MemorySegment[]::new);
  }

  /** The values of just the rows, so that a row number in the padding is refused. */
  private static MemorySegment bounded(ColumnVector column, int width) {
    return width == 0
        ? column.values()
        : column.values().asSlice(0, (long) width * column.length());
  }

  private static int slot(@Nullable MemorySegment codes, int row) {
    return codes == null ? row : Slots.int32(codes, row);
  }

  private static void slots(
      int width,
      MemorySegment[] values,
      @Nullable MemorySegment[] codes,
      MemorySegment sources,
      MemorySegment rows,
      NativeBuffer target,
      int count) {
    MemorySegment out = target.segment();
    for (int i = 0; i < count; i++) {
      int source = Slots.int32(sources, i);
      MemorySegment from = values[source];
      int slot = slot(codes[source], Slots.int32(rows, i));
      switch (width) {
        case 1 -> Slots.setInt8(out, i, Slots.int8(from, slot));
        case 2 -> Slots.setInt16(out, i, Slots.int16(from, slot));
        case 4 -> Slots.setInt32(out, i, Slots.int32(from, slot));
        case 8 -> Slots.setInt64(out, i, Slots.int64(from, slot));
        default -> Slots.setWide(out, i, Slots.high(from, slot), Slots.low(from, slot));
      }
    }
  }

  private static void bits(
      MemorySegment[] values,
      @Nullable MemorySegment[] codes,
      MemorySegment sources,
      MemorySegment rows,
      NativeBuffer out,
      int count) {
    for (int i = 0; i < count; i++) {
      int source = Slots.int32(sources, i);
      int slot = slot(codes[source], Slots.int32(rows, i));
      Bitmaps.set(out.segment(), i, Bitmaps.get(values[source], slot));
    }
  }

  private static @Nullable NativeBuffer validity(
      Parts parts,
      List<ColumnVector> columns,
      MemorySegment sources,
      MemorySegment rows,
      int count) {
    if (columns.stream().allMatch(c -> c.validity() == null)) {
      return null;
    }
    MemorySegment[] valid =
        columns.stream().map(ColumnVector::validityOrAll).toArray(MemorySegment[]::new);
    NativeBuffer out = parts.add(parts.budget.allocateZeroed(Bitmaps.byteSize(count)));
    for (int i = 0; i < count; i++) {
      boolean has = Bitmaps.get(valid[Slots.int32(sources, i)], Slots.int32(rows, i));
      Bitmaps.set(out.segment(), i, has);
    }
    return out;
  }

  /** The heaps of all columns; views are moved on to them. */
  private static Heaps joinHeaps(
      List<ColumnVector> columns, MemorySegment sources, MemorySegment views, int count) {
    HeapUnion union = new HeapUnion();
    HeapUnion.Move[] moves =
        columns.stream().map(column -> union.add(column.heaps())).toArray(HeapUnion.Move[]::new);
    for (int i = 0; i < count; i++) {
      moves[Slots.int32(sources, i)].views(views, i, 1);
    }
    return union.heaps();
  }
}
