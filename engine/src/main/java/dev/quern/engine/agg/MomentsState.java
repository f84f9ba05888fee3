package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Moments;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Variances: count, mean and sum of squared deviations of each group. */
final class MomentsState implements GroupedState {
  private final MemoryBudget budget;
  private final Variance function;
  private final DType input;
  private final GroupArray counts;
  private final GroupArray means;
  private final GroupArray deviations;

  MomentsState(MemoryBudget budget, Variance function, DType input) {
    this.budget = budget;
    this.function = function;
    this.input = input;
    this.counts = new GroupArray(budget, Long.BYTES, 0);
    this.means = new GroupArray(budget, Double.BYTES, 0);
    this.deviations = new GroupArray(budget, Double.BYTES, 0);
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    if (input instanceof DecimalType) {
      try (ColumnVector floats = WideFloats.convert(budget, inputs.getFirst())) {
        add(LaneType.FLOAT64, floats, groups);
      }
    } else {
      add(Lanes.of(input), inputs.getFirst(), groups);
    }
  }

  private void add(LaneType lane, ColumnVector values, Groups groups) {
    int n = groups.rows();
    MemorySegment valid = values.validityOrAll();
    if (groups.isSingle()) {
      Moments part = new Moments();
      Kernels.active().reduce().moments(lane, values.values(), valid, n, part);
      if (part.count() > 0) {
        combine(0, 1, part.count(), part.mean(), part.deviations());
      }
      return;
    }
    Kernels.active()
        .group()
        .moments(
            lane,
            values.values(),
            groups.segment(),
            valid,
            counts.slots(groups.count()),
            means.slots(groups.count()),
            deviations.slots(groups.count()),
            n);
  }

  private void combine(int group, int groups, long count, double mean, double deviation) {
    MemorySegment countSlots = counts.slots(groups);
    MemorySegment meanSlots = means.slots(groups);
    MemorySegment deviationSlots = deviations.slots(groups);
    Moments whole = new Moments();
    whole.add(
        Slots.int64(countSlots, group),
        Slots.float64(meanSlots, group),
        Slots.float64(deviationSlots, group));
    whole.add(count, mean, deviation);
    Slots.setInt64(countSlots, group, whole.count());
    Slots.setFloat64(meanSlots, group, whole.mean());
    Slots.setFloat64(deviationSlots, group, whole.deviations());
  }

  /* Just as the kernel does it, so that a state of one row gives the bits that the row gives. */
  private void add(int group, int groups, double value) {
    MemorySegment countSlots = counts.slots(groups);
    MemorySegment meanSlots = means.slots(groups);
    MemorySegment deviationSlots = deviations.slots(groups);
    long count = Slots.int64(countSlots, group) + 1;
    double old = Slots.float64(meanSlots, group);
    double mean = old + (value - old) / count;
    double squares = (value - old) * (value - mean);
    Slots.setInt64(countSlots, group, count);
    Slots.setFloat64(meanSlots, group, mean);
    Slots.setFloat64(deviationSlots, group, Slots.float64(deviationSlots, group) + squares);
  }

  @Override
  public List<DType> stateTypes() {
    return List.of(DType.INT64, DType.FLOAT64, DType.FLOAT64);
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    return List.of(
        ColumnVector.flat(DType.INT64, groups, counts.share(groups), null),
        ColumnVector.flat(DType.FLOAT64, groups, means.share(groups), null),
        ColumnVector.flat(DType.FLOAT64, groups, deviations.share(groups), null));
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    MemorySegment count = states.get(0).values();
    MemorySegment mean = states.get(1).values();
    MemorySegment deviation = states.get(2).values();
    for (int row = 0; row < groups.rows(); row++) {
      long n = Slots.int64(count, row);
      int group = Slots.int32(groups.segment(), row);
      if (n == 1) {
        add(group, groups.count(), Slots.float64(mean, row));
      } else if (n > 1) {
        combine(group, groups.count(), n, Slots.float64(mean, row), Slots.float64(deviation, row));
      }
    }
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    NativeBuffer results = target.allocate((long) Double.BYTES * groups);
    try {
      MemorySegment count = counts.slots(groups);
      MemorySegment deviation = deviations.slots(groups);
      NativeBuffer validity = target.allocateZeroed(Bitmaps.byteSize(groups));
      for (int group = 0; group < groups; group++) {
        long divisor = Slots.int64(count, group) - function.ddof();
        double variance = divisor > 0 ? Slots.float64(deviation, group) / divisor : 0;
        double result = function.root() ? Math.sqrt(variance) : variance;
        Slots.setFloat64(results.segment(), group, result);
        Bitmaps.set(validity.segment(), group, divisor > 0);
      }
      return ColumnVector.flat(DType.FLOAT64, groups, results, validity);
    } catch (RuntimeException | Error e) {
      results.close();
      throw e;
    }
  }

  @Override
  public long byteSize() {
    return counts.byteSize() + means.byteSize() + deviations.byteSize();
  }

  @Override
  public void close() {
    counts.close();
    means.close();
    deviations.close();
  }
}
