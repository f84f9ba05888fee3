package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Count, mean, and sums of the second to fourth powers of the deviations. */
final class ShapeState extends MomentSlotsState {
  private final Shape function;

  ShapeState(MemoryBudget budget, Shape function) {
    super(budget, 4);
    this.function = function;
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    MemorySegment values = inputs.getFirst().values();
    MemorySegment valid = inputs.getFirst().validityOrAll();
    slots.reserve(groups.count());
    for (int row = 0; row < groups.rows(); row++) {
      if (Bitmaps.get(valid, row)) {
        add(Slots.int32(groups.segment(), row), 1, Slots.float64(values, row), 0, 0, 0);
      }
    }
  }

  private void add(int group, long count, double mean, double m2, double m3, double m4) {
    long before = slots.count(group);
    double na = before;
    double nb = count;
    double n = na + nb;
    double d = mean - slots.get(0, group);
    double dn = d / n;
    double product = na * nb * d * dn;
    double oldM2 = slots.get(1, group);
    double oldM3 = slots.get(2, group);
    slots.setCount(group, before + count);
    slots.set(0, group, slots.get(0, group) + dn * nb);
    slots.set(1, group, oldM2 + m2 + product);
    slots.set(2, group, oldM3 + m3 + product * dn * (na - nb) + 3 * dn * (na * m2 - nb * oldM2));
    slots.set(
        3,
        group,
        slots.get(3, group)
            + m4
            + product * dn * dn * (na * na - na * nb + nb * nb)
            + 6 * dn * dn * (na * na * m2 + nb * nb * oldM2)
            + 4 * dn * (na * m3 - nb * oldM3));
  }

  @Override
  void add(int group, long count, double[] floats) {
    add(group, count, floats[0], floats[1], floats[2], floats[3]);
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    slots.reserve(groups);
    try (ColumnBuilder column = new ColumnBuilder(target, DType.FLOAT64, groups)) {
      for (int group = 0; group < groups; group++) {
        long n = slots.count(group);
        if (n < function.fewest()) {
          column.appendNull();
        } else {
          column.append(
              function.of(
                  (double) n, slots.get(1, group), slots.get(2, group), slots.get(3, group)));
        }
      }
      return column.build();
    }
  }
}
