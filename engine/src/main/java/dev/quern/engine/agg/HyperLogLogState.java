package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyHashes;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * HyperLogLog (Flajolet, Fusy, Gandouet and Meunier, 2007), read by the estimator of Ertl (New
 * cardinality estimation algorithms for HyperLogLog sketches, 2017), which needs no correction for
 * few or many values. The state of a group is its registers, a byte each, as one BINARY.
 */
final class HyperLogLogState implements GroupedState {
  private static final int INDEX_BITS = 10;
  private static final int REGISTERS = 1 << INDEX_BITS;
  private static final int MOST_ZEROS = Long.SIZE - INDEX_BITS;

  private final MemoryBudget budget;
  private final GroupArray registers;

  HyperLogLogState(MemoryBudget budget) {
    this.budget = budget;
    this.registers = new GroupArray(budget, 1, 0);
  }

  private MemorySegment registers(int groups) {
    return registers.slots(Math.multiplyExact(groups, REGISTERS));
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector values = inputs.getFirst();
    MemorySegment valid = values.validityOrAll();
    MemorySegment target = registers(groups.count());
    try (NativeBuffer hashes = KeyHashes.of(budget, inputs, groups.rows())) {
      for (int row = 0; row < groups.rows(); row++) {
        if (Bitmaps.get(valid, row)) {
          long hash = Slots.int64(hashes.segment(), row);
          int register = (int) (hash >>> MOST_ZEROS);
          // The bit behind the hash bounds the zeros that are counted.
          int rank = Long.numberOfLeadingZeros(hash << INDEX_BITS | 1L << (INDEX_BITS - 1)) + 1;
          raise(target, Slots.int32(groups.segment(), row) * REGISTERS + register, rank);
        }
      }
    }
  }

  private static void raise(MemorySegment target, int at, int rank) {
    if (rank > Slots.int8(target, at)) {
      Slots.setInt8(target, at, (byte) rank);
    }
  }

  @Override
  public List<DType> stateTypes() {
    return List.of(DType.BINARY);
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    MemorySegment all = registers(groups);
    NativeBuffer views = target.allocate(2L * Long.BYTES * groups);
    for (int group = 0; group < groups; group++) {
      int begin = group * REGISTERS;
      long prefix = all.get(Slots.INT32, begin);
      Slots.setWide(views.segment(), group, (long) begin << 32, (prefix << 32) | REGISTERS);
    }
    NativeBuffer heap = registers.share(Math.multiplyExact(groups, REGISTERS));
    return List.of(ColumnVector.views(DType.BINARY, groups, views, null, Heaps.of(List.of(heap))));
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    MemorySegment views = states.getFirst().values();
    MemorySegment[] heaps = states.getFirst().heaps().segments();
    MemorySegment target = registers(groups.count());
    for (int row = 0; row < groups.rows(); row++) {
      long place = Slots.high(views, row);
      MemorySegment heap = heaps[(int) place];
      int begin = (int) (place >>> 32);
      int own = Slots.int32(groups.segment(), row) * REGISTERS;
      for (int i = 0; i < REGISTERS; i++) {
        raise(target, own + i, Slots.int8(heap, begin + i));
      }
    }
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    MemorySegment all = registers(groups);
    NativeBuffer estimates = target.allocate((long) Long.BYTES * groups);
    for (int group = 0; group < groups; group++) {
      Slots.setInt64(estimates.segment(), group, Math.round(estimate(all, group * REGISTERS)));
    }
    return ColumnVector.flat(DType.INT64, groups, estimates, null);
  }

  /** Algorithm 6 of Ertl. */
  private static double estimate(MemorySegment registers, int begin) {
    int[] counts = new int[MOST_ZEROS + 2];
    for (int i = begin; i < begin + REGISTERS; i++) {
      counts[Slots.int8(registers, i)]++;
    }
    double z = REGISTERS * tau(1 - (double) counts[MOST_ZEROS + 1] / REGISTERS);
    for (int rank = MOST_ZEROS; rank >= 1; rank--) {
      z = 0.5 * (z + counts[rank]);
    }
    z += REGISTERS * sigma((double) counts[0] / REGISTERS);
    return (double) REGISTERS * REGISTERS / (2 * Math.log(2) * z);
  }

  private static double sigma(double x) {
    if (x == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double power = x;
    double weight = 1;
    double sum = x;
    double before;
    do {
      power *= power;
      before = sum;
      sum += power * weight;
      weight += weight;
    } while (sum != before);
    return sum;
  }

  private static double tau(double x) {
    if (x == 0 || x == 1) {
      return 0;
    }
    double root = x;
    double weight = 1;
    double sum = 1 - x;
    double before;
    do {
      root = Math.sqrt(root);
      before = sum;
      weight *= 0.5;
      sum -= (1 - root) * (1 - root) * weight;
    } while (sum != before);
    return sum / 3;
  }

  @Override
  public long byteSize() {
    return registers.byteSize();
  }

  @Override
  public void close() {
    registers.close();
  }
}
