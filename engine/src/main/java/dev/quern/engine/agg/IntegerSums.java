package dev.quern.engine.agg;

import dev.quern.engine.kernel.GroupKernel;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.ReduceKernel;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;

/**
 * Exact sums of integers, a 128-bit one per group.
 *
 * <p>Rows are added in 64 bits, which is several times faster, for as long as no sum can have left
 * them: {@code bound} is the greatest magnitude that any 64-bit sum may have by now, from the
 * greatest value of each column and the number of its rows. Before it would pass 2^63, and before
 * anybody reads, the 64-bit sums are carried over to the 128-bit ones and begin anew.
 */
final class IntegerSums implements AutoCloseable {
  private final GroupArray wide;
  private final GroupArray narrow;
  private int groups;
  private long bound;

  /** Sums kept in {@code wide}, which stays the caller's: 16 bytes a group, neutral 0. */
  IntegerSums(MemoryBudget budget, GroupArray wide) {
    this.wide = wide;
    this.narrow = new GroupArray(budget, Long.BYTES, 0);
  }

  /** Adds a column to the sums of its rows' groups. */
  void add(LaneType lane, MemorySegment values, MemorySegment valid, Groups rows) {
    GroupKernel kernel = Kernels.active().group();
    int n = rows.rows();
    long growth = growth(lane, values, valid, n);
    if (growth < 0) {
      carry();
      MemorySegment slots = wide.slots(rows.count());
      kernel.sumWide(lane, values, rows.segment(), valid, slots, n);
      return;
    }
    if (bound + growth < 0) {
      carry();
    }
    bound += growth;
    groups = rows.count();
    kernel.sumBounded(lane, values, rows.segment(), valid, narrow.slots(groups), n);
  }

  /** Brings the 128-bit sums up to date. */
  void carry() {
    if (bound == 0) {
      return;
    }
    MemorySegment from = narrow.slots(groups);
    MemorySegment to = wide.slots(groups);
    for (int group = 0; group < groups; group++) {
      long old = Slots.low(to, group);
      long add = Slots.int64(from, group);
      long low = old + add;
      long carry = ((old & add) | ((old | add) & ~low)) >>> 63;
      Slots.setWide(to, group, Slots.high(to, group) + (add >> 63) + carry, low);
      Slots.setInt64(from, group, 0);
    }
    bound = 0;
  }

  /** How much the rows can change a sum at most; negative when 64 bits may not hold that. */
  private static long growth(LaneType lane, MemorySegment values, MemorySegment valid, int n) {
    if (lane != LaneType.INT64) {
      return (lane.isUnsigned() ? lane.maxValue() : -lane.minValue()) * n;
    }
    ReduceKernel reduce = Kernels.active().reduce();
    long least = reduce.min(lane, values, valid, n);
    long most = reduce.max(lane, values, valid, n);
    if (least > most) {
      return 0;
    }
    long magnitude = Math.max(Math.abs(most), Math.abs(least));
    return least == Long.MIN_VALUE || Math.multiplyHigh(magnitude, n) != 0 ? -1 : magnitude * n;
  }

  /** Bytes held. */
  long byteSize() {
    return narrow.byteSize();
  }

  @Override
  public void close() {
    narrow.close();
  }
}
