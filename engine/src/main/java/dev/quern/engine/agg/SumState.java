package dev.quern.engine.agg;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.kernel.Int128;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.Promotion;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Sums of numbers: of integers and decimals in 128 bits, of floats in FLOAT64.
 *
 * <p>The state of an integer sum is a decimal(38, 0), which holds the sum of 2^63 rows; of uint64,
 * which are added as decimals, it is the result as well.
 */
final class SumState implements GroupedState {
  private final MemoryBudget budget;
  private final String label;
  private final DType input;
  private final DType state;
  private final GroupArray sums;
  private final IntegerSums integers;
  private final Seen seen;

  /**
   * @param label what errors call the aggregate
   */
  SumState(MemoryBudget budget, String label, DType input) {
    this.budget = budget;
    this.label = label;
    this.input = input;
    this.state =
        input.isFloating()
            ? DType.FLOAT64
            : DType.decimal(
                DecimalType.MAX_PRECISION, input instanceof DecimalType d ? d.scale() : 0);
    this.sums = new GroupArray(budget, state.byteWidth(), 0);
    this.integers = new IntegerSums(budget, sums);
    this.seen = new Seen(budget);
  }

  /** What is added up. */
  DType input() {
    return input;
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector values = inputs.getFirst();
    seen.mark(values, groups);
    if (input == DType.UINT64) {
      try (ColumnVector wide = decimals(values)) {
        updateDecimals(wide, groups);
      }
    } else if (input instanceof DecimalType decimal && decimal.isWide()) {
      updateDecimals(values, groups);
    } else {
      LaneType lane = Lanes.of(input);
      if (groups.isSingle()) {
        reduce(lane, values);
      } else {
        add(lane, values, groups);
      }
    }
  }

  private ColumnVector decimals(ColumnVector unsigned) {
    DecimalType type = Promotion.decimalOf(DType.UINT64);
    int n = unsigned.length();
    NativeBuffer wide = budget.allocate((long) type.byteWidth() * n);
    try {
      int _ =
          Kernels.active()
              .decimal()
              .fromLane(
                  LaneType.UINT64,
                  unsigned.values(),
                  Bitmaps.ALL_VALID,
                  0,
                  type.precision(),
                  wide.segment(),
                  n);
      return ColumnVector.flat(type, n, wide, Selections.copyValidity(budget, unsigned));
    } catch (RuntimeException | Error e) {
      wide.close();
      throw e;
    }
  }

  private void updateDecimals(ColumnVector values, Groups groups) {
    if (groups.isSingle()) {
      reduceDecimals(values);
    } else {
      addDecimals(values, groups);
    }
  }

  private void reduce(LaneType lane, ColumnVector values) {
    MemorySegment slot = sums.slots(1);
    MemorySegment valid = values.validityOrAll();
    int n = values.length();
    if (lane.isFloating()) {
      double sum = Kernels.active().reduce().sumFloat(lane, values.values(), valid, n);
      Slots.setFloat64(slot, 0, Slots.float64(slot, 0) + sum);
    } else {
      Int128 sum = new Int128();
      sum.add(Slots.high(slot, 0), Slots.low(slot, 0));
      Kernels.active().reduce().sum(lane, values.values(), valid, n, sum);
      Slots.setWide(slot, 0, sum.high(), sum.low());
    }
  }

  private void reduceDecimals(ColumnVector values) {
    MemorySegment slot = sums.slots(1);
    Int128 sum = new Int128();
    sum.add(Slots.high(slot, 0), Slots.low(slot, 0));
    Decimals decimals = new Decimals(values.values(), true);
    Kernels.active().decimal().sum(decimals, values.validityOrAll(), values.length(), sum);
    if (!sum.fitsDecimal()) {
      throw tooManyDigits();
    }
    Slots.setWide(slot, 0, sum.high(), sum.low());
  }

  private ComputeException tooManyDigits() {
    return new ComputeException(
        "%s has more than 38 digits: cast its input to float64".formatted(label));
  }

  private void add(LaneType lane, ColumnVector values, Groups groups) {
    if (!lane.isFloating()) {
      integers.add(lane, values.values(), values.validityOrAll(), groups);
      return;
    }
    Kernels.active()
        .group()
        .sumFloat(
            lane,
            values.values(),
            groups.segment(),
            values.validityOrAll(),
            sums.slots(groups.count()),
            groups.rows());
  }

  /* Numbers of 16 bytes mostly fit 8, and are added several times faster there. */
  private void addDecimals(ColumnVector values, Groups groups) {
    int n = groups.rows();
    try (NativeBuffer narrow = budget.allocate((long) Long.BYTES * n)) {
      Decimals wide = new Decimals(values.values(), true);
      if (Kernels.active().decimal().narrow(wide, narrow.segment(), n)) {
        integers.add(LaneType.INT64, narrow.segment(), values.validityOrAll(), groups);
        return;
      }
    }
    int fault =
        Kernels.active()
            .group()
            .sumDecimal(
                values.values(),
                groups.segment(),
                values.validityOrAll(),
                sums.slots(groups.count()),
                groups.rows());
    if (fault != Kernels.NONE) {
      throw tooManyDigits();
    }
  }

  @Override
  public List<DType> stateTypes() {
    return List.of(state);
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    carry(groups);
    return List.of(shared(state, groups));
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    ColumnVector partial = states.getFirst();
    seen.mark(partial, groups);
    if (state instanceof DecimalType) {
      addDecimals(partial, groups);
    } else {
      add(LaneType.FLOAT64, partial, groups);
    }
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    carry(groups);
    if (input instanceof DurationType) {
      return narrowed(target, input, groups);
    }
    boolean isNarrow = input.isInteger() || (input.isUnsigned() && input != DType.UINT64);
    return isNarrow ? narrowed(target, DType.INT64, groups) : shared(state, groups);
  }

  private void carry(int groups) {
    integers.carry();
    if (input instanceof DecimalType) {
      MemorySegment slots = sums.slots(groups);
      for (int group = 0; group < groups; group++) {
        Int128 sum = new Int128();
        sum.add(Slots.high(slots, group), Slots.low(slots, group));
        if (!sum.fitsDecimal()) {
          throw tooManyDigits();
        }
      }
    }
  }

  private ColumnVector shared(DType type, int groups) {
    NativeBuffer values = sums.share(groups);
    try {
      return ColumnVector.flat(type, groups, values, seen.validity(groups));
    } catch (RuntimeException | Error e) {
      values.close();
      throw e;
    }
  }

  private ColumnVector narrowed(MemoryBudget target, DType type, int groups) {
    NativeBuffer values = target.allocate((long) Long.BYTES * groups);
    try {
      MemorySegment from = sums.slots(groups);
      MemorySegment to = values.segment();
      for (int group = 0; group < groups; group++) {
        long low = Slots.low(from, group);
        if (Slots.high(from, group) != low >> 63) {
          Int128 sum = new Int128();
          sum.add(Slots.high(from, group), low);
          throw new ComputeException(
              "%s is %s, which %s does not hold: cast its input to %s"
                  .formatted(
                      label,
                      sum,
                      type,
                      type == DType.INT64 ? "decimal(38, 0) or float64" : "a coarser unit"));
        }
        Slots.setInt64(to, group, low);
      }
      return ColumnVector.flat(type, groups, values, seen.validity(groups));
    } catch (RuntimeException | Error e) {
      values.close();
      throw e;
    }
  }

  /** The sum of a group as a float, within a unit in the last place; 0 of no values. */
  double asDouble(int group) {
    integers.carry();
    MemorySegment slots = sums.slots(group + 1);
    if (state instanceof DecimalType decimal) {
      return WideFloats.toDouble(
          Slots.high(slots, group), Slots.low(slots, group), decimal.scale());
    }
    return Slots.float64(slots, group);
  }

  /** The sum of a group of integers over how many there are, the greater of two as near. */
  long mean(int group, long count) {
    integers.carry();
    MemorySegment slots = sums.slots(group + 1);
    Int128 sum = new Int128();
    sum.add(Slots.high(slots, group), Slots.low(slots, group));
    return sum.dividedBy(count);
  }

  @Override
  public long byteSize() {
    return sums.byteSize() + integers.byteSize() + seen.byteSize();
  }

  @Override
  public void close() {
    sums.close();
    integers.close();
    seen.close();
  }
}
