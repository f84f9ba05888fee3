package dev.quern.engine.chunk;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Strings and elements of lists copied to memory of their own. Gathering copies neither, so a few
 * rows can keep those of a whole file alive; what is to be held for long, or sent away, is
 * compacted first.
 */
public final class Compact {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final long LARGEST_HEAP = 1L << 30;

  private Compact() {}

  /** {@code batch} with the strings and elements of its own rows alone; the argument stays open. */
  public static Batch batch(MemoryBudget budget, Batch batch) {
    List<ColumnVector> columns = new ArrayList<>();
    try {
      for (ColumnVector column : batch.columns()) {
        columns.add(column(budget, column));
      }
      return Batch.of(batch.schema(), batch.rows(), columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  /**
   * {@code batch} with all its values, strings and elements in memory of {@code budget}, but for
   * dictionaries; the argument stays open.
   */
  public static Batch copy(MemoryBudget budget, Batch batch) {
    List<ColumnVector> columns = new ArrayList<>();
    try {
      for (ColumnVector column : batch.columns()) {
        columns.add(copy(budget, column));
      }
      return Batch.of(batch.schema(), batch.rows(), columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  private static ColumnVector copy(MemoryBudget budget, ColumnVector column) {
    try (NativeBuffer all = Take.numbers(budget, 0, column.length());
        ColumnVector gathered = Take.gather(budget, column, all.segment(), column.length())) {
      return copyShared(budget, gathered);
    }
  }

  /** Gathered rows of which what they share with others is copied. */
  private static ColumnVector copyShared(MemoryBudget budget, ColumnVector column) {
    if (column.isDictionary()) {
      return column.retain();
    }
    return switch (column.type().layout()) {
      case BITMAP, FIXED -> column.retain();
      case VIEW -> copied(budget, column);
      case SPAN -> {
        try (ColumnVector dense = Spans.dense(budget, column);
            ColumnVector inner = copy(budget, dense.elements())) {
          yield withElements(budget, dense, inner);
        }
      }
      case FIELDS -> structs(budget, column, field -> copyShared(budget, field));
    };
  }

  /** Bytes that {@link #batch} would copy, at most. */
  public static long copiedBytes(Batch batch) {
    long bytes = 0;
    for (ColumnVector column : batch.columns()) {
      if (column.isDictionary()) {
        bytes += isKept(column) ? 0 : 16L * column.length() + column.dictionary().byteSize();
      } else if (column.heaps().size() > 0) {
        bytes += 16L * column.length() + usedBytes(column);
      }
    }
    return bytes;
  }

  private static boolean isKept(ColumnVector dictionary) {
    return dictionary.dictionary().length() <= dictionary.length();
  }

  /**
   * {@code column} with the strings and elements of its own rows alone. One that points to few
   * unused ones, or has a dictionary no longer than itself, or holds neither, just gets another
   * handle.
   */
  public static ColumnVector column(MemoryBudget budget, ColumnVector column) {
    if (column.isDictionary()) {
      if (isKept(column)) {
        return column.retain();
      }
      try (ColumnVector flat = Selections.flat(budget, column)) {
        return column(budget, flat);
      }
    }
    return switch (column.type().layout()) {
      case BITMAP, FIXED -> column.retain();
      case VIEW -> strings(budget, column);
      case SPAN -> lists(budget, column);
      case FIELDS -> structs(budget, column, field -> column(budget, field));
    };
  }

  private static ColumnVector structs(
      MemoryBudget budget, ColumnVector column, UnaryOperator<ColumnVector> fields) {
    NativeBuffer validity = Selections.copyValidity(budget, column);
    try {
      return Structs.like(column, column.length(), validity, fields);
    } catch (RuntimeException | Error e) {
      if (validity != null) {
        validity.close();
      }
      throw e;
    }
  }

  private static ColumnVector lists(MemoryBudget budget, ColumnVector column) {
    int elements = column.elements().length();
    long used = Spans.total(column);
    // Lists that share elements, as joins make them, may have more than there are.
    ColumnVector own = used > elements / 4 * 3L ? column.retain() : Spans.dense(budget, column);
    try (own;
        ColumnVector inner = column(budget, own.elements())) {
      if (inner.isSameAs(own.elements())) {
        return own.retain();
      }
      return withElements(budget, own, inner);
    }
  }

  private static ColumnVector withElements(
      MemoryBudget budget, ColumnVector lists, ColumnVector elements) {
    int rows = lists.length();
    try (Parts parts = new Parts(budget)) {
      NativeBuffer spans = parts.add(budget.allocate((long) Spans.BYTES * rows));
      MemorySegment.copy(lists.values(), 0, spans.segment(), 0, (long) Spans.BYTES * rows);
      NativeBuffer validity = Selections.copyValidity(budget, lists);
      if (validity != null) {
        parts.add(validity);
      }
      return parts.owned(ColumnVector.list(rows, spans, validity, elements.retain()));
    }
  }

  private static ColumnVector strings(MemoryBudget budget, ColumnVector column) {
    if (column.heaps().size() == 0) {
      return column.retain();
    }
    long used = usedBytes(column);
    return used > column.heaps().byteSize() / 4 * 3 ? column.retain() : copied(budget, column);
  }

  private static long usedBytes(ColumnVector column) {
    MemorySegment views = column.values();
    long used = 0;
    for (int row = 0; row < column.length(); row++) {
      int length = views.get(INT, 16L * row);
      used += length > Values.INLINE ? length : 0;
    }
    return used;
  }

  private static ColumnVector copied(MemoryBudget budget, ColumnVector column) {
    int rows = column.length();
    MemorySegment[] heaps = column.heaps().segments();
    try (Parts parts = new Parts(budget)) {
      NativeBuffer views = parts.add(budget.allocate(16L * rows));
      MemorySegment out = views.segment();
      MemorySegment.copy(column.values(), 0, out, 0, 16L * rows);
      NativeBuffer validity = null;
      MemorySegment bits = column.validity();
      if (bits != null) {
        validity = parts.add(budget.allocate((rows + 7) / 8));
        MemorySegment.copy(bits, 0, validity.segment(), 0, (rows + 7) / 8);
      }
      List<NativeBuffer> copies = new ArrayList<>();
      long left = usedBytes(column);
      NativeBuffer heap = null;
      long used = 0;
      for (long at = 0; at < 16L * rows; at += 16) {
        int length = out.get(INT, at);
        if (length <= Values.INLINE) {
          continue;
        }
        if (heap == null || used + length > heap.size()) {
          heap = parts.add(budget.allocate(Math.max(length, Math.min(left, LARGEST_HEAP))));
          copies.add(heap);
          used = 0;
        }
        MemorySegment source = heaps[out.get(INT, at + 8)];
        MemorySegment.copy(source, out.get(INT, at + 12), heap.segment(), used, length);
        out.set(INT, at + 8, copies.size() - 1);
        out.set(INT, at + 12, (int) used);
        used += length;
        left -= length;
      }
      return parts.owned(
          ColumnVector.views(column.type(), rows, views, validity, Heaps.of(copies)));
    }
  }
}
