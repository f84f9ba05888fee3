package dev.quern.engine.join;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of a join table by the number of their key. Read-only.
 *
 * <pre>
 *   key number n ─> partners  starts[n] .. starts[n + 1]  of  order   build rows, ascending
 * </pre>
 */
final class Partners implements AutoCloseable {
  private final NativeBuffer starts;
  private final NativeBuffer order;
  private final int keys;

  private Partners(NativeBuffer starts, NativeBuffer order, int keys) {
    this.starts = starts;
    this.order = order;
    this.keys = keys;
  }

  /** All of {@code rows} rows under one key. */
  static Partners ofOneKey(MemoryBudget budget, int rows) {
    NativeBuffer order = Take.numbers(budget, 0, rows);
    NativeBuffer starts;
    try {
      starts = budget.allocate(2L * Integer.BYTES);
    } catch (RuntimeException e) {
      order.close();
      throw e;
    }
    Slots.setInt32(starts.segment(), 0, 0);
    Slots.setInt32(starts.segment(), 1, rows);
    return new Partners(starts, order, 1);
  }

  /**
   * A counting sort of {@code n} rows by their key numbers, which are below {@code keys}; rows
   * without a number are left out.
   */
  static Partners of(MemoryBudget budget, int n, MemorySegment numbers, int keys) {
    NativeBuffer order = budget.allocate((long) Integer.BYTES * n);
    NativeBuffer starts;
    try {
      starts = budget.allocateZeroed(Integer.BYTES * (keys + 1L));
    } catch (RuntimeException e) {
      order.close();
      throw e;
    }
    MemorySegment ends = starts.segment();
    for (int row = 0; row < n; row++) {
      int number = Slots.int32(numbers, row);
      if (number >= 0) {
        Slots.setInt32(ends, number, Slots.int32(ends, number) + 1);
      }
    }
    int sum = 0;
    for (int number = 0; number <= keys; number++) {
      sum += Slots.int32(ends, number);
      Slots.setInt32(ends, number, sum);
    }
    // Backwards, so that ends become starts and equal keys stay in the order of the rows.
    for (int row = n - 1; row >= 0; row--) {
      int number = Slots.int32(numbers, row);
      if (number >= 0) {
        int at = Slots.int32(ends, number) - 1;
        Slots.setInt32(ends, number, at);
        Slots.setInt32(order.segment(), at, row);
      }
    }
    return new Partners(starts, order, keys);
  }

  /** Takes the numbers of rows away in which a key is null. */
  static void dropNulls(MemorySegment numbers, List<ColumnVector> columns, int n) {
    for (ColumnVector column : columns) {
      MemorySegment valid = column.validityOrAll();
      for (int row = 0; row < n; row++) {
        if (!Bitmaps.get(valid, row)) {
          Slots.setInt32(numbers, row, KeyTable.ABSENT);
        }
      }
    }
  }

  /** How many keys there are. */
  int keys() {
    return keys;
  }

  /** How many rows the key has that has most. */
  int mostRows() {
    int most = 0;
    for (int key = 0; key < keys; key++) {
      most = Math.max(most, end(key) - start(key));
    }
    return most;
  }

  /** A row of each key that has one. */
  int[] oneOfEach() {
    return IntStream.range(0, keys)
        .filter(key -> start(key) < end(key))
        .map(key -> row(start(key)))
        .toArray();
  }

  /** The first place of {@code key} in {@link #order}. */
  int start(int key) {
    return Slots.int32(starts.segment(), key);
  }

  /** The place behind its last one. */
  int end(int key) {
    return Slots.int32(starts.segment(), key + 1);
  }

  /** The row at {@code place}. */
  int row(int place) {
    return Slots.int32(order.segment(), place);
  }

  /** Where the rows of each key begin in {@link #order}. */
  MemorySegment starts() {
    return starts.segment();
  }

  /** The rows by key. */
  MemorySegment order() {
    return order.segment();
  }

  @Override
  public void close() {
    starts.close();
    order.close();
  }
}
