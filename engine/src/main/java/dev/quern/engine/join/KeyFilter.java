package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyHashes;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Bloom filter of the keys of build rows, which says of most probe rows without a partner that
 * they have none: some 3 in 100 pass. Each key sets four bits of one word (Putze, Sanders and
 * Singler, Cache-, Hash- and Space-Efficient Bloom Filters, WEA 2007), so a row costs one access.
 *
 * <p>Filled by one thread, and then asked by any number.
 */
public final class KeyFilter implements AutoCloseable {
  private static final Schema WORDS = Schema.of(List.of(Field.of("words", DType.INT64)));

  private static final int BITS_OF_ROW = 12;
  private static final int LEAST_BITS_OF_ROW = 6;

  private final Batch batch;
  private final MemorySegment words;
  private final int shift;

  private KeyFilter(Batch batch) {
    this.batch = batch;
    this.words = batch.column(0).values();
    this.shift = Long.SIZE - Integer.numberOfTrailingZeros(batch.rows());
  }

  /**
   * An empty filter for {@code rows} rows, 1.5 to 3 bytes each; null if too few fit into {@code
   * mostBytes} to be of use.
   */
  public static @Nullable KeyFilter of(MemoryBudget budget, long rows, long mostBytes) {
    long wanted = Math.max(2, Math.ceilDiv(rows * BITS_OF_ROW, Long.SIZE));
    long most = Math.min(mostBytes / Long.BYTES, 1L << 28);
    long words = Long.highestOneBit(Math.min(2 * wanted - 1, most));
    if (words < 2 || words * Long.SIZE < rows * LEAST_BITS_OF_ROW) {
      return null;
    }
    NativeBuffer zeros = budget.allocateZeroed(words * Long.BYTES);
    ColumnVector column = ColumnVector.flat(DType.INT64, (int) words, zeros, null);
    return new KeyFilter(Batch.of(WORDS, (int) words, List.of(column)));
  }

  /** The filter whose {@link #batch} this is; takes it over. */
  static KeyFilter of(Batch batch) {
    return new KeyFilter(batch);
  }

  /** The words, a power of two of them; owned by this. */
  Batch batch() {
    return batch;
  }

  /** Another handle on the same words. */
  KeyFilter retain() {
    return new KeyFilter(batch.retain());
  }

  /**
   * Adds the keys of {@code rows}, which stay owned by the caller.
   *
   * @param keys positions of the key columns
   */
  public void add(MemoryBudget budget, Batch rows, List<Integer> keys) {
    try (NativeBuffer hashes = hashes(budget, rows, keys)) {
      add(hashes.segment(), rows.rows());
    }
  }

  private void add(MemorySegment hashes, int n) {
    for (int row = 0; row < n; row++) {
      long hash = Slots.int64(hashes, row);
      int word = (int) (hash >>> shift);
      Slots.setInt64(words, word, Slots.int64(words, word) | bits(hash));
    }
  }

  /**
   * The rows that may have a partner, as a batch of the caller's; or {@code rows} once more, if
   * that is most of them.
   *
   * @param rows stay owned by the caller
   * @param keys positions of the key columns
   */
  public Batch candidates(MemoryBudget budget, Batch rows, List<Integer> keys) {
    int n = rows.rows();
    try (NativeBuffer numbers = budget.allocate((long) Integer.BYTES * n)) {
      int found;
      try (NativeBuffer hashes = hashes(budget, rows, keys)) {
        found = select(hashes.segment(), n, numbers.segment());
      }
      return found > n - n / 8
          ? rows.retain()
          : Take.gather(budget, rows, numbers.segment(), found);
    }
  }

  private int select(MemorySegment hashes, int n, MemorySegment numbers) {
    int found = 0;
    for (int row = 0; row < n; row++) {
      long hash = Slots.int64(hashes, row);
      long bits = bits(hash);
      Slots.setInt32(numbers, found, row);
      found += (Slots.int64(words, (int) (hash >>> shift)) & bits) == bits ? 1 : 0;
    }
    return found;
  }

  /* The word is chosen by the highest bits of the hash, these by its lowest. */
  private static long bits(long hash) {
    return 1L << hash | 1L << (hash >>> 6) | 1L << (hash >>> 12) | 1L << (hash >>> 18);
  }

  private static NativeBuffer hashes(MemoryBudget budget, Batch rows, List<Integer> keys) {
    List<ColumnVector> flat = new ArrayList<>();
    try {
      for (int key : keys) {
        flat.add(Selections.flat(budget, rows.column(key)));
      }
      return KeyHashes.of(budget, flat, rows.rows());
    } finally {
      flat.forEach(ColumnVector::close);
    }
  }

  @Override
  public void close() {
    batch.close();
  }
}
