package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A word for each group. */
final class FoldState implements ResultState {
  private final Fold function;
  private final DType type;
  private final GroupArray words;
  private final Seen seen;

  FoldState(MemoryBudget budget, Fold function, DType type) {
    this.function = function;
    this.type = type;
    this.words = new GroupArray(budget, Long.BYTES, function.neutral());
    this.seen = new Seen(budget);
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector values = inputs.getFirst();
    seen.mark(values, groups);
    MemorySegment source = values.values();
    MemorySegment valid = values.validityOrAll();
    MemorySegment slots = words.slots(groups.count());
    for (int row = 0; row < groups.rows(); row++) {
      if (Bitmaps.get(valid, row)) {
        int group = Slots.int32(groups.segment(), row);
        Slots.setInt64(
            slots, group, function.of(Slots.int64(slots, group), word(type, source, row)));
      }
    }
  }

  /** An integer, or a float's bits. */
  private static long word(DType type, MemorySegment values, int row) {
    // Of unsigned integers the upper bits are cut off again.
    return OrderedBits.ofInteger(values, type.byteWidth(), row);
  }

  @Override
  public DType type() {
    return type;
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    MemorySegment slots = words.slots(groups);
    try (NativeBuffer validity = seen.validity(groups);
        ColumnBuilder column = new ColumnBuilder(target, type, groups)) {
      for (int group = 0; group < groups; group++) {
        if (isNull(validity, group)) {
          column.appendNull();
        } else if (type == DType.FLOAT64) {
          column.append(Slots.float64(slots, group));
        } else {
          column.append(Slots.int64(slots, group));
        }
      }
      return column.build();
    }
  }

  private static boolean isNull(@Nullable NativeBuffer validity, int group) {
    return validity != null && !Bitmaps.get(validity.segment(), group);
  }

  @Override
  public long byteSize() {
    return words.byteSize() + seen.byteSize();
  }

  @Override
  public void close() {
    words.close();
    seen.close();
  }
}
