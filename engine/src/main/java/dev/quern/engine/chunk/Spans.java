package dev.quern.engine.chunk;

import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The spans of lists: two 32-bit numbers a row, where the list begins among the elements and how
 * many it has.
 */
public final class Spans {
  /** Bytes of a span. */
  public static final int BYTES = 8;

  private Spans() {}

  /** Where the list in {@code row} begins. */
  public static int offset(MemorySegment spans, int row) {
    return (int) Slots.int64(spans, row);
  }

  /** How many elements the list in {@code row} has. */
  public static int length(MemorySegment spans, int row) {
    return (int) (Slots.int64(spans, row) >>> 32);
  }

  /** Writes a span. */
  public static void set(MemorySegment spans, int row, int offset, int length) {
    Slots.setInt64(spans, row, (offset & 0xFFFFFFFFL) | ((long) length << 32));
  }

  /** How many elements the lists of {@code column} have together, each counted for every list. */
  public static long total(ColumnVector column) {
    MemorySegment spans = column.values();
    long total = 0;
    for (int row = 0; row < column.length(); row++) {
      total += length(spans, row);
    }
    return total;
  }

  /** Moves spans on, after their elements were put behind {@code base} others. */
  static void move(MemorySegment spans, int from, int count, int base) {
    if (base == 0) {
      return;
    }
    for (int row = from; row < from + count; row++) {
      int length = length(spans, row);
      if (length > 0) {
        set(spans, row, offset(spans, row) + base, length);
      }
    }
  }

  /**
   * The elements of several lists as one column.
   *
   * @param elements owned by whoever asked
   * @param bases where those of each list column begin
   */
  @SuppressWarnings("ArrayRecordComponent") // unpacked at once, compared by nobody
  record Joined(ColumnVector elements, int[] bases) {}

  /** Joins the elements of {@code lists}; what several of them share stands there once. */
  static Joined join(MemoryBudget budget, DType element, List<ColumnVector> lists) {
    List<ColumnVector> distinct = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    int[] bases = new int[lists.size()];
    long next = 0;
    for (int i = 0; i < bases.length; i++) {
      ColumnVector elements = lists.get(i).elements();
      int known = 0;
      while (known < distinct.size() && !distinct.get(known).isSameAs(elements)) {
        known++;
      }
      if (known == distinct.size()) {
        distinct.add(elements);
        starts.add((int) next);
        next += elements.length();
      }
      bases[i] = starts.get(known);
    }
    // More than 2^31 elements are refused here.
    return new Joined(Batches.concat(budget, element, distinct), bases);
  }

  /**
   * The lists of {@code column} with their elements in the order of the rows, one list behind the
   * other without gaps; another handle if they stand so already and there are no others.
   */
  public static ColumnVector dense(MemoryBudget budget, ColumnVector column) {
    int rows = column.length();
    MemorySegment spans = column.values();
    long total = 0;
    boolean inOrder = true;
    for (int row = 0; row < rows; row++) {
      int length = length(spans, row);
      inOrder &= length == 0 || offset(spans, row) == total;
      total += length;
    }
    if (inOrder && total == column.elements().length()) {
      return column.retain();
    }
    if (total > Integer.MAX_VALUE - 64) {
      throw new dev.quern.engine.ComputeException(
          total + " elements of lists are too many for one batch: use smaller partitions");
    }
    try (Parts parts = new Parts(budget);
        NativeBuffer numbers = budget.allocate(4 * total)) {
      NativeBuffer moved = parts.add(budget.allocate((long) BYTES * rows));
      int next = 0;
      for (int row = 0; row < rows; row++) {
        int length = length(spans, row);
        set(moved.segment(), row, length == 0 ? 0 : next, length);
        next = number(numbers.segment(), next, offset(spans, row), length);
      }
      NativeBuffer validity = Selections.copyValidity(budget, column);
      if (validity != null) {
        parts.add(validity);
      }
      ColumnVector elements =
          Take.gather(budget, column.elements(), numbers.segment(), (int) total);
      return parts.owned(ColumnVector.list(rows, moved, validity, elements));
    }
  }

  /** The row of each element of lists that stand densely, as INT32; owned by the caller. */
  public static NativeBuffer parents(MemoryBudget budget, ColumnVector dense) {
    NativeBuffer parents = budget.allocate(4L * dense.elements().length());
    MemorySegment out = parents.segment();
    MemorySegment spans = dense.values();
    int at = 0;
    for (int row = 0; row < dense.length(); row++) {
      for (int end = at + length(spans, row); at < end; at++) {
        Slots.setInt32(out, at, row);
      }
    }
    return parents;
  }

  /** Writes the numbers of a list's elements from {@code at} on; returns the place behind them. */
  private static int number(MemorySegment numbers, int at, int offset, int length) {
    for (int i = 0; i < length; i++) {
      Slots.setInt32(numbers, at + i, offset + i);
    }
    return at + length;
  }
}
