package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Count, means, and sums of squares and products of the deviations, of pairs. */
final class ComomentState extends MomentSlotsState {
  private final Comoment function;

  ComomentState(MemoryBudget budget, Comoment function) {
    super(budget, 5);
    this.function = function;
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    MemorySegment x = inputs.get(0).values();
    MemorySegment y = inputs.get(1).values();
    MemorySegment xValid = inputs.get(0).validityOrAll();
    MemorySegment yValid = inputs.get(1).validityOrAll();
    slots.reserve(groups.count());
    for (int row = 0; row < groups.rows(); row++) {
      if (Bitmaps.get(xValid, row) && Bitmaps.get(yValid, row)) {
        int group = Slots.int32(groups.segment(), row);
        add(group, 1, Slots.float64(x, row), Slots.float64(y, row), 0, 0, 0);
      }
    }
  }

  private void add(
      int group, long count, double meanX, double meanY, double xx, double yy, double xy) {
    long before = slots.count(group);
    long n = before + count;
    double dx = meanX - slots.get(0, group);
    double dy = meanY - slots.get(1, group);
    double part = (double) count / n;
    double weight = before * part;
    slots.setCount(group, n);
    slots.set(0, group, slots.get(0, group) + dx * part);
    slots.set(1, group, slots.get(1, group) + dy * part);
    slots.set(2, group, slots.get(2, group) + xx + dx * dx * weight);
    slots.set(3, group, slots.get(3, group) + yy + dy * dy * weight);
    slots.set(4, group, slots.get(4, group) + xy + dx * dy * weight);
  }

  @Override
  void add(int group, long count, double[] floats) {
    add(group, count, floats[0], floats[1], floats[2], floats[3], floats[4]);
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    slots.reserve(groups);
    try (ColumnBuilder column = new ColumnBuilder(target, DType.FLOAT64, groups)) {
      for (int group = 0; group < groups; group++) {
        long n = slots.count(group);
        if (function.isNull(n, slots.get(3, group))) {
          column.appendNull();
        } else {
          column.append(
              function.of(
                  (double) n,
                  slots.get(0, group),
                  slots.get(1, group),
                  slots.get(2, group),
                  slots.get(3, group),
                  slots.get(4, group)));
        }
      }
      return column.build();
    }
  }
}
