package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Which groups have had a value: the validity of a result. Costs nothing while no input is null,
 * since a group comes into being with a row of its own.
 */
final class Seen implements AutoCloseable {
  private final MemoryBudget budget;

  /** Without flags: the groups that have all had a value. */
  private int covered;

  private @Nullable GroupArray flags;

  Seen(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Takes note of a morsel of {@code values}. */
  void mark(ColumnVector values, Groups groups) {
    if (values.nullCount() == 0) {
      if (flags == null) {
        covered = groups.rows() == 0 ? covered : groups.count();
        return;
      }
    } else if (flags == null) {
      flags = new GroupArray(budget, 1, 0);
      flags.slots(groups.count()).asSlice(0, covered).fill((byte) 1);
    }
    MemorySegment slots = flags.slots(groups.count());
    MemorySegment valid = values.validityOrAll();
    for (int i = 0; i < groups.rows(); i++) {
      if (Bitmaps.get(valid, i)) {
        slots.set(Slots.INT8, Slots.int32(groups.segment(), i), (byte) 1);
      }
    }
  }

  /** Whether every one of the first {@code groups} groups has had a value. */
  boolean all(int groups) {
    return flags == null && covered >= groups;
  }

  /**
   * The validity of the first {@code groups} groups, owned by the caller; null if all are valid.
   */
  @Nullable NativeBuffer validity(int groups) {
    if (all(groups)) {
      return null;
    }
    NativeBuffer bits = budget.allocateZeroed(Bitmaps.byteSize(groups));
    if (flags != null) {
      Kernels.active().logic().fromBytes(flags.slots(groups), bits.segment(), groups);
    } else {
      for (int group = 0; group < covered; group++) {
        Bitmaps.set(bits.segment(), group, true);
      }
    }
    return bits;
  }

  /** Bytes held. */
  long byteSize() {
    return flags == null ? 0 : flags.byteSize();
  }

  @Override
  public void close() {
    if (flags != null) {
      flags.close();
    }
  }
}
