package dev.quern.engine.key;

import dev.quern.engine.ComputeException;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The set of distinct rows of a fixed number of 64-bit words, numbered in order of insertion.
 *
 * <pre>
 *   slots   [ hash | number + 1 ]   8 bytes, 0 is empty, linear probing, at most 3/4 full
 *   keys    [ word 0 | word 1 ... ] by number
 * </pre>
 *
 * <p>Keys stand apart from the slots, so growing moves 8 bytes a key and looks at no key, and the
 * keys are the result's key columns but for unpacking. Reading is thread-safe while nobody inserts.
 */
final class WordTable implements AutoCloseable {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int FIRST_SLOTS = 1 << 10;
  static final int MOST_SLOTS = 1 << 30;

  private final MemoryBudget budget;
  private int stride;
  private int size;
  private int mask;
  private NativeBuffer slots;
  private NativeBuffer keys;

  /** An empty table of rows of {@code stride} words that has room for {@code expected} of them. */
  WordTable(MemoryBudget budget, int stride, int expected) {
    this.budget = budget;
    this.stride = stride;
    int first = slotsFor(expected);
    this.mask = first - 1;
    this.slots = budget.allocateZeroed(8L * first);
    try {
      this.keys = budget.allocate(8L * stride * Math.max(FIRST_SLOTS, expected));
    } catch (RuntimeException e) {
      slots.close();
      throw e;
    }
  }

  /** How many slots a table of {@code expected} rows has; too few only where that is too many. */
  static int slotsFor(int expected) {
    int slots = FIRST_SLOTS;
    while ((slots >>> 2) * 3 <= expected && slots < MOST_SLOTS) {
      slots <<= 1;
    }
    return slots;
  }

  /**
   * A table of {@code slots} that others have filled with the numbers of {@code keys}, of which
   * there are {@code size}; takes both over.
   */
  WordTable(MemoryBudget budget, int stride, int size, NativeBuffer slots, NativeBuffer keys) {
    this.budget = budget;
    this.stride = stride;
    this.size = size;
    this.mask = (int) (slots.size() >>> 3) - 1;
    this.slots = slots;
    this.keys = keys;
  }

  int size() {
    return size;
  }

  int stride() {
    return stride;
  }

  /** All rows, {@link #stride} words each, by number. */
  MemorySegment keys() {
    return keys.segment();
  }

  /** Writes the numbers of {@code n} rows to {@code out} from row {@code at} on; adds new ones. */
  void insert(long[] words, int n, int[] hashes, MemorySegment out, int at) {
    hash(words, n, hashes);
    if (stride == 1) {
      insertOne(words, n, hashes, out, at);
    } else if (stride == 2) {
      insertTwo(words, n, hashes, out, at);
    } else {
      insertMany(words, n, hashes, out, at);
    }
  }

  /** Writes the numbers of {@code n} rows to {@code out} from row {@code at} on; -1 if absent. */
  void find(long[] words, int n, int[] hashes, MemorySegment out, int at) {
    hash(words, n, hashes);
    MemorySegment table = slots.segment();
    MemorySegment known = keys.segment();
    for (int i = 0; i < n; i++) {
      out.set(INT, 4L * (at + i), lookUp(table, known, words, i, hashes[i]));
    }
  }

  private void hash(long[] words, int n, int[] hashes) {
    KeyHash.rows(words, stride, n, hashes);
  }

  private void insertOne(long[] words, int n, int[] hashes, MemorySegment out, int at) {
    MemorySegment table = slots.segment();
    MemorySegment known = keys.segment();
    for (int i = 0; i < n; i++) {
      int hash = hashes[i];
      int slot = hash & mask;
      int number = -1;
      for (long entry; (entry = table.get(LONG, 8L * slot)) != 0; slot = (slot + 1) & mask) {
        if ((int) (entry >>> 32) == hash && known.get(LONG, 8L * ((int) entry - 1)) == words[i]) {
          number = (int) entry - 1;
          break;
        }
      }
      if (number < 0) {
        number = add(slot, hash, words, i);
        table = slots.segment();
        known = keys.segment();
      }
      out.set(INT, 4L * (at + i), number);
    }
  }

  private void insertTwo(long[] words, int n, int[] hashes, MemorySegment out, int at) {
    MemorySegment table = slots.segment();
    MemorySegment known = keys.segment();
    for (int i = 0; i < n; i++) {
      int hash = hashes[i];
      int slot = hash & mask;
      int number = -1;
      for (long entry; (entry = table.get(LONG, 8L * slot)) != 0; slot = (slot + 1) & mask) {
        long key = 16L * ((int) entry - 1);
        if ((int) (entry >>> 32) == hash
            && known.get(LONG, key) == words[2 * i]
            && known.get(LONG, key + 8) == words[2 * i + 1]) {
          number = (int) entry - 1;
          break;
        }
      }
      if (number < 0) {
        number = add(slot, hash, words, i);
        table = slots.segment();
        known = keys.segment();
      }
      out.set(INT, 4L * (at + i), number);
    }
  }

  private void insertMany(long[] words, int n, int[] hashes, MemorySegment out, int at) {
    for (int i = 0; i < n; i++) {
      int hash = hashes[i];
      int number = lookUp(slots.segment(), keys.segment(), words, i, hash);
      if (number < 0) {
        number = add(emptySlot(slots.segment(), mask, hash), hash, words, i);
      }
      out.set(INT, 4L * (at + i), number);
    }
  }

  private int lookUp(MemorySegment table, MemorySegment known, long[] words, int row, int hash) {
    int slot = hash & mask;
    for (long entry; (entry = table.get(LONG, 8L * slot)) != 0; slot = (slot + 1) & mask) {
      if ((int) (entry >>> 32) == hash && equal(known, (int) entry - 1, words, row)) {
        return (int) entry - 1;
      }
    }
    return -1;
  }

  private boolean equal(MemorySegment known, int number, long[] words, int row) {
    long key = 8L * stride * number;
    long difference = 0;
    for (int w = 0; w < stride; w++) {
      difference |= known.get(LONG, key + 8L * w) ^ words[row * stride + w];
    }
    return difference == 0;
  }

  /** Gives the row of {@code words} the next number, at an empty slot on its probe path. */
  private int add(int slot, int hash, long[] words, int row) {
    int number = size;
    long needed = 8L * stride * (number + 1L);
    if (needed > keys.size()) {
      keys = enlarged(keys, 8L * stride * number);
    }
    MemorySegment known = keys.segment();
    for (int w = 0; w < stride; w++) {
      known.set(LONG, 8L * (stride * (long) number + w), words[row * stride + w]);
    }
    slots.segment().set(LONG, 8L * slot, (long) hash << 32 | number + 1);
    size = number + 1;
    if (size > (mask >>> 2) * 3) {
      growSlots();
    }
    return number;
  }

  private void growSlots() {
    if (mask + 1 >= MOST_SLOTS) {
      throw new ComputeException(
          size + " distinct keys are too many for one table: use more, smaller partitions");
    }
    int wider = 2 * mask + 1;
    NativeBuffer larger = budget.allocateZeroed(8L * (wider + 1L));
    MemorySegment from = slots.segment();
    MemorySegment to = larger.segment();
    for (long at = 0; at < 8L * (mask + 1L); at += 8) {
      long entry = from.get(LONG, at);
      if (entry != 0) {
        to.set(LONG, 8L * emptySlot(to, wider, (int) (entry >>> 32)), entry);
      }
    }
    slots.close();
    slots = larger;
    mask = wider;
  }

  private NativeBuffer enlarged(NativeBuffer old, long used) {
    NativeBuffer larger = budget.allocate(2 * old.size());
    MemorySegment.copy(old.segment(), 0, larger.segment(), 0, used);
    old.close();
    return larger;
  }

  private static int emptySlot(MemorySegment table, int mask, int hash) {
    int slot = hash & mask;
    while (table.get(LONG, 8L * slot) != 0) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Appends a zero word to every row: rows get another hash, and keep their numbers. */
  void widen() {
    int wider = stride + 1;
    NativeBuffer larger = budget.allocate(keys.size() / stride * wider);
    MemorySegment from = keys.segment();
    MemorySegment to = larger.segment();
    for (int number = 0; number < size; number++) {
      MemorySegment.copy(from, 8L * stride * number, to, 8L * wider * number, 8L * stride);
      to.set(LONG, 8L * (wider * (number + 1L) - 1), 0L);
    }
    keys.close();
    keys = larger;
    stride = wider;
    rehash();
  }

  private void rehash() {
    MemorySegment table = slots.segment();
    table.fill((byte) 0);
    long[] words = new long[stride];
    int[] hash = new int[1];
    for (int number = 0; number < size; number++) {
      long key = 8L * stride * number;
      MemorySegment.copy(keys.segment(), LONG, key, words, 0, stride);
      hash(words, 1, hash);
      int slot = emptySlot(table, mask, hash[0]);
      table.set(LONG, 8L * slot, (long) hash[0] << 32 | number + 1);
    }
  }

  /** Bytes held. */
  long byteSize() {
    return slots.size() + keys.size();
  }

  @Override
  public void close() {
    slots.close();
    keys.close();
  }
}
