package dev.quern.engine.kernel.simd;

import dev.quern.engine.kernel.CastKernel;
import dev.quern.engine.kernel.DateKernel;
import dev.quern.engine.kernel.DatePart;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.scalar.Blocks;
import dev.quern.engine.kernel.scalar.ScalarDate;
import java.lang.foreign.MemorySegment;

/** The fields that are asked for most by vectors over blocks; the others are the scalar twin's. */
final class SimdDate implements DateKernel {

  private static final long SECONDS_PER_DAY = 86_400;

  private final ScalarDate scalar = new ScalarDate();
  private final CastKernel cast = new SimdCast();

  @Override
  public void extract(DatePart part, MemorySegment days, MemorySegment out, int n) {
    long[] block = DateBlocks.block(n);
    for (int row = 0; row < n; row += DateBlocks.SIZE) {
      int count = Math.min(DateBlocks.SIZE, n - row);
      Blocks.load(LaneType.INT32, days, row, block, count);
      if (!datePart(part, block, DateBlocks.roundUp(count))) {
        scalar.extract(part, days, out, n);
        return;
      }
      Blocks.store(LaneType.INT32, block, out, row, count);
    }
  }

  /** Replaces days by their part; {@code false} if there is no kernel for it. */
  private static boolean datePart(DatePart part, long[] days, int n) {
    switch (part) {
      case YEAR -> DateBlocks.year(days, n);
      case QUARTER -> DateBlocks.quarter(days, n);
      case MONTH -> DateBlocks.month(days, n);
      case DAY -> DateBlocks.dayOfMonth(days, n);
      case DAY_OF_WEEK -> DateBlocks.dayOfWeek(days, n);
      case DAY_OF_YEAR, WEEK, WEEK_YEAR, HOUR, MINUTE, SECOND, NANO -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public int extract(
      DatePart part,
      MemorySegment ticks,
      MemorySegment valid,
      long ticksPerSecond,
      MemorySegment out,
      int n) {
    if (part.isOfDate()) {
      int fault = cast.ticksToDays(ticks, valid, ticksPerSecond * SECONDS_PER_DAY, out, n);
      if (fault == Kernels.NONE) {
        extract(part, out, out, n);
      }
      return fault;
    }
    switch (part) {
      case HOUR -> clock(ticks, ticksPerSecond * 86_400, ticksPerSecond * 3_600, out, n);
      case MINUTE -> clock(ticks, ticksPerSecond * 3_600, ticksPerSecond * 60, out, n);
      case SECOND -> clock(ticks, ticksPerSecond * 60, ticksPerSecond, out, n);
      case NANO -> scalar.extract(part, ticks, valid, ticksPerSecond, out, n);
      case YEAR, QUARTER, MONTH, DAY, DAY_OF_WEEK, DAY_OF_YEAR, WEEK, WEEK_YEAR ->
          throw new AssertionError(part);
    }
    return Kernels.NONE;
  }

  /** Ticks within {@code cycle}, in units of {@code step}. */
  private static void clock(MemorySegment ticks, long cycle, long step, MemorySegment out, int n) {
    long[] block = DateBlocks.block(n);
    for (int row = 0; row < n; row += DateBlocks.SIZE) {
      int count = Math.min(DateBlocks.SIZE, n - row);
      Blocks.load(LaneType.INT64, ticks, row, block, count);
      int lanes = DateBlocks.roundUp(count);
      if (DateBlocks.canDivide(block, cycle, lanes)) {
        DateBlocks.clock(block, cycle, step, lanes);
      } else {
        for (int i = 0; i < count; i++) {
          block[i] = Math.floorMod(block[i], cycle) / step;
        }
      }
      Blocks.store(LaneType.INT32, block, out, row, count);
    }
  }

  @Override
  public int truncate(
      DateUnit unit, MemorySegment days, MemorySegment valid, MemorySegment out, int n) {
    return scalar.truncate(unit, days, valid, out, n);
  }

  @Override
  public int truncate(
      DateUnit unit,
      MemorySegment ticks,
      MemorySegment valid,
      long ticksPerSecond,
      MemorySegment out,
      int n) {
    return scalar.truncate(unit, ticks, valid, ticksPerSecond, out, n);
  }
}
