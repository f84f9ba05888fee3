package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.ViewOrder;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Minima or maxima of strings by unsigned bytes, which for UTF-8 is the order of code points. */
final class ViewExtremeState implements ResultState {
  private final DType type;
  private final boolean greatest;
  private final ViewSlots slots;
  private final GroupArray filled;
  private final Seen seen;

  ViewExtremeState(MemoryBudget budget, DType type, boolean greatest) {
    this.type = type;
    this.greatest = greatest;
    this.slots = new ViewSlots(budget);
    this.filled = new GroupArray(budget, 1, 0);
    this.seen = new Seen(budget);
  }

  @Override
  public boolean readsDictionaries() {
    return true;
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector values = inputs.getFirst();
    seen.mark(values, groups);
    ColumnVector strings = values.isDictionary() ? values.dictionary() : values;
    if (groups.isSingle()) {
      int best = values.isDictionary() ? bestCode(values) : bestRow(values);
      if (best >= 0) {
        offer(0, strings, best, 1);
      }
      return;
    }
    MemorySegment valid = values.validityOrAll();
    for (int row = 0; row < groups.rows(); row++) {
      if (Bitmaps.get(valid, row)) {
        int at = values.isDictionary() ? Slots.int32(values.values(), row) : row;
        offer(Slots.int32(groups.segment(), row), strings, at, groups.count());
      }
    }
  }

  /** Lets the string at {@code at} be the group's, if it is better. */
  private void offer(int group, ColumnVector strings, int at, int groups) {
    MemorySegment target = slots.slots(groups);
    MemorySegment has = filled.slots(groups);
    MemorySegment source = strings.values();
    MemorySegment[] heaps = strings.heaps().segments();
    if (Slots.int8(has, group) == 0) {
      Slots.setInt8(has, group, (byte) 1);
      slots.set(group, source, heaps, at);
      return;
    }
    int order = ViewOrder.compare(source, heaps, at, target, slots.heaps(), group);
    if (greatest ? order > 0 : order < 0) {
      slots.set(group, source, heaps, at);
    }
  }

  /** The code of the best string among the rows, or -1: each code is looked at once. */
  private int bestCode(ColumnVector coded) {
    boolean[] used = new boolean[coded.dictionary().length()];
    MemorySegment codes = coded.values();
    MemorySegment valid = coded.validityOrAll();
    boolean all = Bitmaps.isAllValid(valid);
    for (int row = 0; row < coded.length(); row++) {
      if (all || Bitmaps.get(valid, row)) {
        used[Slots.int32(codes, row)] = true;
      }
    }
    MemorySegment views = coded.dictionary().values();
    MemorySegment[] heaps = coded.dictionary().heaps().segments();
    int best = -1;
    for (int code = 0; code < used.length; code++) {
      if (used[code] && (best < 0 || isBetter(views, heaps, code, best))) {
        best = code;
      }
    }
    return best;
  }

  /** The row of the best string, or -1: most are out by their first four bytes. */
  private int bestRow(ColumnVector flat) {
    MemorySegment views = flat.values();
    MemorySegment[] heaps = flat.heaps().segments();
    MemorySegment valid = flat.validityOrAll();
    int best = Kernels.active().logic().firstSet(valid, flat.length());
    // A flip of all bits turns the greatest into the least.
    int flip = greatest ? -1 : 0;
    int bestPrefix = best < 0 ? 0 : ViewOrder.prefix(views, best) ^ flip;
    boolean all = Bitmaps.isAllValid(valid);
    for (int row = best + 1; row < flat.length(); row++) {
      int prefix = ViewOrder.prefix(views, row) ^ flip;
      if (Integer.compareUnsigned(prefix, bestPrefix) <= 0
          && (all || Bitmaps.get(valid, row))
          && isBetter(views, heaps, row, best)) {
        best = row;
        bestPrefix = prefix;
      }
    }
    return best;
  }

  private boolean isBetter(MemorySegment views, MemorySegment[] heaps, int one, int other) {
    int order = ViewOrder.compare(views, heaps, one, views, heaps, other);
    return greatest ? order > 0 : order < 0;
  }

  @Override
  public DType type() {
    return type;
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    slots.slots(groups);
    return slots.column(type, groups, seen.validity(groups));
  }

  @Override
  public long byteSize() {
    return slots.byteSize() + filled.byteSize() + seen.byteSize();
  }

  @Override
  public void close() {
    slots.close();
    filled.close();
    seen.close();
  }
}
