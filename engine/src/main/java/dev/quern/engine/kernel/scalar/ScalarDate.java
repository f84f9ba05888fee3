package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.DateKernel;
import dev.quern.engine.kernel.DatePart;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import java.lang.foreign.MemorySegment;

/** Calendar arithmetic over blocks: ticks to days, days to parts, one loop a part. */
public final class ScalarDate implements DateKernel {

  private static final long SECONDS_PER_DAY = 86_400;

  @Override
  public void extract(DatePart part, MemorySegment days, MemorySegment out, int n) {
    long[] block = Blocks.longs(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      Blocks.load(LaneType.INT32, days, row, block, count);
      datePart(part, block, count);
      Blocks.store(LaneType.INT32, block, out, row, count);
    }
  }

  @Override
  public int extract(
      DatePart part,
      MemorySegment ticks,
      MemorySegment valid,
      long ticksPerSecond,
      MemorySegment out,
      int n) {
    long[] block = Blocks.longs(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      Blocks.load(LaneType.INT64, ticks, row, block, count);
      if (part.isOfDate()) {
        long ticksPerDay = ticksPerSecond * SECONDS_PER_DAY;
        int fault = ScalarCast.ticksToDays(block, valid, ticksPerDay, row, count);
        if (fault != Kernels.NONE) {
          return fault;
        }
        datePart(part, block, count);
      } else {
        timePart(part, ticksPerSecond, block, count);
      }
      Blocks.store(LaneType.INT32, block, out, row, count);
    }
    return Kernels.NONE;
  }

  private static void datePart(DatePart part, long[] days, int n) {
    switch (part) {
      case YEAR -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.year(days[i]);
        }
      }
      case QUARTER -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.quarter(days[i]);
        }
      }
      case MONTH -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.month(days[i]);
        }
      }
      case DAY -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.dayOfMonth(days[i]);
        }
      }
      case DAY_OF_WEEK -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.dayOfWeek(days[i]);
        }
      }
      case DAY_OF_YEAR -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.dayOfYear(days[i]);
        }
      }
      case WEEK -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.week(days[i]);
        }
      }
      case WEEK_YEAR -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.weekYear(days[i]);
        }
      }
      case HOUR, MINUTE, SECOND, NANO ->
          throw new IllegalArgumentException("a date has no " + part);
    }
  }

  private static void timePart(DatePart part, long ticksPerSecond, long[] ticks, int n) {
    long ticksPerHour = ticksPerSecond * 3600;
    switch (part) {
      case HOUR -> {
        for (int i = 0; i < n; i++) {
          ticks[i] = Math.floorMod(ticks[i], ticksPerHour * 24) / ticksPerHour;
        }
      }
      case MINUTE -> {
        for (int i = 0; i < n; i++) {
          ticks[i] = Math.floorMod(ticks[i], ticksPerHour) / (ticksPerSecond * 60);
        }
      }
      case SECOND -> {
        for (int i = 0; i < n; i++) {
          ticks[i] = Math.floorMod(ticks[i], ticksPerSecond * 60) / ticksPerSecond;
        }
      }
      case NANO -> {
        long nanosPerTick = 1_000_000_000 / ticksPerSecond;
        for (int i = 0; i < n; i++) {
          ticks[i] = Math.floorMod(ticks[i], ticksPerSecond) * nanosPerTick;
        }
      }
      case YEAR, QUARTER, MONTH, DAY, DAY_OF_WEEK, DAY_OF_YEAR, WEEK, WEEK_YEAR ->
          throw new AssertionError(part);
    }
  }

  @Override
  public int truncate(
      DateUnit unit, MemorySegment days, MemorySegment valid, MemorySegment out, int n) {
    long[] block = Blocks.longs(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      Blocks.load(LaneType.INT32, days, row, block, count);
      startOf(unit, block, count);
      int fault = ScalarCast.firstOutsideInt32(block, valid, row, count);
      if (fault != Kernels.NONE) {
        return fault;
      }
      Blocks.store(LaneType.INT32, block, out, row, count);
    }
    return Kernels.NONE;
  }

  private static void startOf(DateUnit unit, long[] days, int n) {
    switch (unit) {
      case YEAR -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.startOfYear(days[i]);
        }
      }
      case QUARTER -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.startOfQuarter(days[i]);
        }
      }
      case MONTH -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.startOfMonth(days[i]);
        }
      }
      case WEEK -> {
        for (int i = 0; i < n; i++) {
          days[i] = Civil.startOfWeek(days[i]);
        }
      }
      case DAY -> {}
      case HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND ->
          throw new IllegalArgumentException("a date cannot be truncated to " + unit);
    }
  }

  @Override
  public int truncate(
      DateUnit unit,
      MemorySegment ticks,
      MemorySegment valid,
      long ticksPerSecond,
      MemorySegment out,
      int n) {
    long ticksPerDay = ticksPerSecond * SECONDS_PER_DAY;
    long[] in = Blocks.longs(n);
    long[] block = Blocks.longs(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      Blocks.load(LaneType.INT64, ticks, row, in, count);
      if (unit.isOfDate()) {
        System.arraycopy(in, 0, block, 0, count);
        int fault = ScalarCast.ticksToDays(block, valid, ticksPerDay, row, count);
        if (fault != Kernels.NONE) {
          return fault;
        }
        startOf(unit, block, count);
        for (int i = 0; i < count; i++) {
          block[i] *= ticksPerDay;
        }
      } else {
        long step = unit.ticks(ticksPerSecond);
        for (int i = 0; i < count; i++) {
          block[i] = in[i] - Math.floorMod(in[i], step);
        }
      }
      // what is before the first tick has wrapped round and come out later than it was
      for (int i = 0; i < count; i++) {
        if (block[i] > in[i] && Bitmaps.get(valid, row + i)) {
          return row + i;
        }
      }
      Blocks.store(LaneType.INT64, block, out, row, count);
    }
    return Kernels.NONE;
  }
}
