package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The rows of a batch in the order of some bits of their keys' hashes; rows with the same bits keep
 * their order. Owns the row numbers.
 *
 * @param rows INT32 row numbers
 * @param starts where the rows of each value of the bits begin, and at last how many rows there are
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record RadixOrder(NativeBuffer rows, int[] starts) implements AutoCloseable {
  /**
   * The order by {@code bits} bits of the hash, having left out the {@code above} highest.
   *
   * @param keys flat columns; of none, all rows have the same hash
   */
  public static RadixOrder of(
      MemoryBudget budget, List<ColumnVector> keys, int n, int above, int bits) {
    int[] starts = new int[(1 << bits) + 1];
    NativeBuffer rows = budget.allocate((long) Integer.BYTES * n);
    try (NativeBuffer hashes = KeyHashes.of(budget, keys, n)) {
      int shift = Long.SIZE - above - bits;
      count(hashes.segment(), n, shift, starts);
      scatter(hashes.segment(), n, shift, starts.clone(), rows.segment());
      return new RadixOrder(rows, starts);
    } catch (RuntimeException | Error e) {
      rows.close();
      throw e;
    }
  }

  private static void count(MemorySegment hashes, int n, int shift, int[] starts) {
    int mask = starts.length - 2;
    for (int row = 0; row < n; row++) {
      starts[((int) (Slots.int64(hashes, row) >>> shift) & mask) + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
  }

  private static void scatter(
      MemorySegment hashes, int n, int shift, int[] next, MemorySegment rows) {
    int mask = next.length - 2;
    for (int row = 0; row < n; row++) {
      int value = (int) (Slots.int64(hashes, row) >>> shift) & mask;
      Slots.setInt32(rows, next[value]++, row);
    }
  }

  @Override
  public void close() {
    rows.close();
  }
}
