package dev.quern.engine.key;

import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The distinct long strings (over 12 bytes) of a key column, each copied once to a heap of the
 * pool. A string's place there, the second word of an Arrow view, stands for its bytes: two long
 * strings are equal when length, prefix and place are.
 */
final class StringPool implements AutoCloseable {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int FIRST_SLOTS = 256;
  private static final long FIRST_HEAP = 16 << 10;
  private static final long LARGEST_HEAP = 64 << 20;

  /** The place of a string that is not in the pool: no heap has that index. */
  static final long ABSENT = -1L;

  private final MemoryBudget budget;
  private final List<NativeBuffer> heaps = new ArrayList<>();
  private MemorySegment[] segments = new MemorySegment[0];
  private long used;
  private int size;
  private int mask = FIRST_SLOTS - 1;
  // Two words a slot: [hash | length], place. A length of 0 is an empty slot.
  private NativeBuffer slots;

  StringPool(MemoryBudget budget) {
    this.budget = budget;
    this.slots = budget.allocateZeroed(16L * FIRST_SLOTS);
  }

  /** The place of these bytes, put there if they are new. */
  long intern(MemorySegment source, int offset, int length) {
    int hash = KeyHash.bytes(source, offset, length);
    int slot = slotOf(hash, source, offset, length);
    MemorySegment table = slots.segment();
    if (table.get(LONG, 16L * slot) != 0) {
      return table.get(LONG, 16L * slot + 8);
    }
    long place = store(source, offset, length);
    table.set(LONG, 16L * slot, (long) hash << 32 | length);
    table.set(LONG, 16L * slot + 8, place);
    if (++size > (mask >>> 2) * 3) {
      grow();
    }
    return place;
  }

  /** The place of these bytes, or {@link #ABSENT}. */
  long find(MemorySegment source, int offset, int length) {
    int slot = slotOf(KeyHash.bytes(source, offset, length), source, offset, length);
    MemorySegment table = slots.segment();
    return table.get(LONG, 16L * slot) == 0 ? ABSENT : table.get(LONG, 16L * slot + 8);
  }

  private int slotOf(int hash, MemorySegment source, int offset, int length) {
    MemorySegment table = slots.segment();
    long wanted = (long) hash << 32 | length;
    int slot = hash & mask;
    for (long entry; (entry = table.get(LONG, 16L * slot)) != 0; slot = (slot + 1) & mask) {
      if (entry == wanted) {
        long place = table.get(LONG, 16L * slot + 8);
        if (equal(source, offset, segments[(int) place], place >>> 32, length)) {
          return slot;
        }
      }
    }
    return slot;
  }

  /** Whether {@code length} bytes, at least 8, are equal: by words, the last two overlapping. */
  private static boolean equal(MemorySegment a, long atA, MemorySegment b, long atB, int length) {
    for (int i = 0; i < length - 8; i += 8) {
      if (a.get(LONG, atA + i) != b.get(LONG, atB + i)) {
        return false;
      }
    }
    return a.get(LONG, atA + length - 8) == b.get(LONG, atB + length - 8);
  }

  private long store(MemorySegment source, int offset, int length) {
    if (heaps.isEmpty() || heaps.getLast().size() - used < length) {
      long next = Math.min(LARGEST_HEAP, FIRST_HEAP << Math.min(20, 2 * heaps.size()));
      heaps.add(budget.allocate(Math.max(next, length)));
      segments = heaps.stream().map(NativeBuffer::segment).toArray(MemorySegment[]::new);
      used = 0;
    }
    MemorySegment.copy(source, offset, heaps.getLast().segment(), used, length);
    long place = used << 32 | heaps.size() - 1;
    used += length;
    return place;
  }

  private void grow() {
    int wider = 2 * mask + 1;
    NativeBuffer larger = budget.allocateZeroed(16L * (wider + 1L));
    MemorySegment from = slots.segment();
    MemorySegment to = larger.segment();
    for (long at = 0; at < 16L * (mask + 1L); at += 16) {
      long entry = from.get(LONG, at);
      if (entry != 0) {
        int slot = (int) (entry >>> 32) & wider;
        while (to.get(LONG, 16L * slot) != 0) {
          slot = (slot + 1) & wider;
        }
        to.set(LONG, 16L * slot, entry);
        to.set(LONG, 16L * slot + 8, from.get(LONG, at + 8));
      }
    }
    slots.close();
    slots = larger;
    mask = wider;
  }

  /** The heaps that places point into, retained for the caller. */
  Heaps heaps() {
    return Heaps.of(heaps.stream().map(NativeBuffer::retain).toList());
  }

  /** Bytes held. */
  long byteSize() {
    return slots.size() + heaps.stream().mapToLong(NativeBuffer::size).sum();
  }

  @Override
  public void close() {
    slots.close();
    heaps.forEach(NativeBuffer::close);
  }
}
