package dev.quern.engine.agg;

import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A native array with a slot per group, that grows by doubling; new slots are neutral. */
final class GroupArray implements AutoCloseable {
  private static final int FEWEST = 64;

  private final MemoryBudget budget;
  private final int width;
  private final long neutralLow;
  private final long neutralHigh;
  private int capacity;
  private @Nullable NativeBuffer buffer;

  /** Slots of {@code width} bytes, at first equal to the low bytes of {@code neutral}. */
  GroupArray(MemoryBudget budget, int width, long neutral) {
    this(budget, width, neutral, 0);
  }

  /** Slots of {@code width} bytes, at first equal to these two words. */
  GroupArray(MemoryBudget budget, int width, long neutralLow, long neutralHigh) {
    this.budget = budget;
    this.width = width;
    this.neutralLow = neutralLow;
    this.neutralHigh = neutralHigh;
  }

  /** The slots, with room for {@code groups} of them. */
  MemorySegment slots(int groups) {
    return room(groups).segment();
  }

  /** A handle on the first {@code groups} slots, owned by the caller; this should not change on. */
  NativeBuffer share(int groups) {
    return room(groups).retain((long) width * groups);
  }

  private NativeBuffer room(int groups) {
    NativeBuffer old = buffer;
    if (old != null && groups <= capacity) {
      return old;
    }
    int larger = Math.max(FEWEST, groups <= 1 << 30 ? Integer.highestOneBit(groups) << 1 : groups);
    NativeBuffer room = budget.allocate((long) width * larger);
    long used = (long) width * capacity;
    if (old != null) {
      MemorySegment.copy(old.segment(), 0, room.segment(), 0, used);
      old.close();
    }
    Kernels.active()
        .select()
        .fill(width, neutralLow, neutralHigh, room.segment().asSlice(used), larger - capacity);
    buffer = room;
    capacity = larger;
    return room;
  }

  /** Bytes held. */
  long byteSize() {
    return (long) width * capacity;
  }

  @Override
  public void close() {
    NativeBuffer old = buffer;
    buffer = null;
    if (old != null) {
      old.close();
    }
  }
}
