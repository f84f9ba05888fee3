package dev.quern.engine.agg;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;

/**
 * Sets of values as one BINARY per group, so that a set of any size is one cell of a batch.
 *
 * <p>Fixed-width values stand one behind the other, booleans in a byte each; a string is an INT32
 * length and its bytes. Nulls are left out.
 */
final class DistinctBlobs {
  private static final int MORSEL = 8192;

  private DistinctBlobs() {}

  /** Takes values and the group of each, as many as it likes at a time. */
  interface Consumer {
    void accept(ColumnVector groups, ColumnVector values);
  }

  /** The blob of each of the first {@code groups} groups; an empty one where there is no value. */
  static ColumnVector pack(
      MemoryBudget budget, ColumnVector numbers, ColumnVector values, int groups) {
    try (NativeBuffer ends = budget.allocateZeroed((long) Integer.BYTES * (groups + 1));
        NativeBuffer rows = rowsByGroup(budget, numbers, values, ends.segment(), groups);
        ColumnBuilder blobs = new ColumnBuilder(budget, DType.BINARY, groups)) {
      int total = groups == 0 ? 0 : Slots.int32(ends.segment(), groups - 1);
      try (ColumnVector sorted = Take.gather(budget, values, rows.segment(), total);
          NativeBuffer bytes = bytes(budget, sorted, ends.segment(), groups)) {
        int start = 0;
        for (int group = 0; group < groups; group++) {
          int end = Slots.int32(ends.segment(), group);
          blobs.append(bytes.segment(), start, end - start);
          start = end;
        }
        return blobs.build();
      }
    }
  }

  /**
   * The numbers of the rows that are not null, ordered by group; leaves the end of each group's run
   * in {@code ends}.
   */
  private static NativeBuffer rowsByGroup(
      MemoryBudget budget,
      ColumnVector numbers,
      ColumnVector values,
      MemorySegment ends,
      int groups) {
    int n = values.length();
    MemorySegment valid = values.validityOrAll();
    for (int row = 0; row < n; row++) {
      if (Bitmaps.get(valid, row)) {
        int group = Slots.int32(numbers.values(), row);
        Slots.setInt32(ends, group + 1, Slots.int32(ends, group + 1) + 1);
      }
    }
    for (int group = 0; group < groups; group++) {
      Slots.setInt32(ends, group + 1, Slots.int32(ends, group + 1) + Slots.int32(ends, group));
    }
    NativeBuffer rows = budget.allocate((long) Integer.BYTES * n);
    for (int row = 0; row < n; row++) {
      if (Bitmaps.get(valid, row)) {
        int group = Slots.int32(numbers.values(), row);
        int at = Slots.int32(ends, group);
        Slots.setInt32(rows.segment(), at, row);
        Slots.setInt32(ends, group, at + 1);
      }
    }
    return rows;
  }

  /** The values as bytes; changes {@code ends} from rows to bytes. */
  private static NativeBuffer bytes(
      MemoryBudget budget, ColumnVector values, MemorySegment ends, int groups) {
    if (values.type().isView()) {
      return stringBytes(budget, values, ends, groups);
    }
    int width = Slot.width(values.type());
    checkSize((long) width * values.length());
    for (int group = 0; group < groups; group++) {
      Slots.setInt32(ends, group, width * Slots.int32(ends, group));
    }
    return Slot.of(budget, values);
  }

  private static NativeBuffer stringBytes(
      MemoryBudget budget, ColumnVector values, MemorySegment ends, int groups) {
    MemorySegment views = values.values();
    MemorySegment[] heaps = values.heaps().segments();
    long size = 0;
    for (int row = 0; row < values.length(); row++) {
      size += Integer.BYTES + (int) Slots.low(views, row);
    }
    checkSize(size);
    NativeBuffer bytes = budget.allocate(size);
    MemorySegment out = bytes.segment();
    int at = 0;
    int row = 0;
    for (int group = 0; group < groups; group++) {
      for (int end = Slots.int32(ends, group); row < end; row++) {
        int length = (int) Slots.low(views, row);
        out.set(Slots.INT32, at, length);
        if (length <= Values.INLINE) {
          MemorySegment.copy(views, 16L * row + 4, out, at + 4L, length);
        } else {
          long place = Slots.high(views, row);
          MemorySegment.copy(heaps[(int) place], place >>> 32, out, at + 4L, length);
        }
        at += Integer.BYTES + length;
      }
      Slots.setInt32(ends, group, at);
    }
    return bytes;
  }

  private static void checkSize(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new ComputeException(
          "countDistinct has more than 2 GiB of different values in one partition: use more,"
              + " smaller partitions");
    }
  }

  /** Gives the values of all blobs to {@code consumer}, with the group of each. */
  static void unpack(
      MemoryBudget budget,
      DType type,
      ColumnVector blobs,
      ColumnVector numbers,
      Consumer consumer) {
    MemorySegment views = blobs.values();
    MemorySegment[] heaps = blobs.heaps().segments();
    try (Unpacking part = new Unpacking(budget, type, consumer)) {
      for (int row = 0; row < blobs.length(); row++) {
        int length = (int) Slots.low(views, row);
        boolean inline = length <= Values.INLINE;
        long place = Slots.high(views, row);
        part.add(
            inline ? views : heaps[(int) place],
            inline ? 16L * row + 4 : place >>> 32,
            length,
            Slots.int32(numbers.values(), row));
      }
      part.flush();
    }
  }

  /** The values unpacked so far that the consumer has not had yet. */
  private static final class Unpacking implements AutoCloseable {
    private final MemoryBudget budget;
    private final DType type;
    private final Consumer consumer;
    private ColumnBuilder groups;
    private ColumnBuilder values;

    Unpacking(MemoryBudget budget, DType type, Consumer consumer) {
      this.budget = budget;
      this.type = type;
      this.consumer = consumer;
      this.groups = new ColumnBuilder(budget, DType.INT32, MORSEL);
      try {
        this.values = new ColumnBuilder(budget, type, MORSEL);
      } catch (RuntimeException e) {
        groups.close();
        throw e;
      }
    }

    void add(MemorySegment source, long from, int length, int group) {
      long at = from;
      while (at < from + length) {
        at += type.isView() ? addString(source, at) : addSlot(source, at);
        groups.append((long) group);
        if (groups.length() == MORSEL) {
          flush();
        }
      }
    }

    private int addString(MemorySegment source, long at) {
      int length = source.get(Slots.INT32, at);
      values.append(source, at + Integer.BYTES, length);
      return Integer.BYTES + length;
    }

    private int addSlot(MemorySegment source, long at) {
      int width = Slot.width(type);
      values.appendSlot(source, at);
      return width;
    }

    void flush() {
      try (ColumnVector numbers = groups.build();
          ColumnVector column = values.build()) {
        groups = new ColumnBuilder(budget, DType.INT32, MORSEL);
        values = new ColumnBuilder(budget, type, MORSEL);
        if (numbers.length() > 0) {
          consumer.accept(numbers, column);
        }
      }
    }

    @Override
    public void close() {
      groups.close();
      values.close();
    }
  }
}
