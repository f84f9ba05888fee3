package dev.quern.engine.kernel;

import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class DateKernelTest {

  private static final long SEED = 20_260_210;

  private static int part(DatePart part, LocalDate date) {
    return switch (part) {
      case YEAR -> date.getYear();
      case QUARTER -> date.get(IsoFields.QUARTER_OF_YEAR);
      case MONTH -> date.getMonthValue();
      case DAY -> date.getDayOfMonth();
      case DAY_OF_WEEK -> date.getDayOfWeek().getValue();
      case DAY_OF_YEAR -> date.getDayOfYear();
      case WEEK -> date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case WEEK_YEAR -> date.get(IsoFields.WEEK_BASED_YEAR);
      case HOUR, MINUTE, SECOND, NANO -> throw new AssertionError(part);
    };
  }

  private static LocalDate start(DateUnit unit, LocalDate date) {
    return switch (unit) {
      case YEAR -> date.withDayOfYear(1);
      case QUARTER -> date.withDayOfMonth(1).minusMonths((date.getMonthValue() - 1) % 3);
      case MONTH -> date.withDayOfMonth(1);
      case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case DAY, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND -> date;
    };
  }

  /** Runs of days at the places where calendars go wrong, and days from all of INT32. */
  private static MemorySegment days(KernelData data, int n) {
    MemorySegment days = data.allocate(LaneType.INT32, n);
    int[] starts = {
      Integer.MIN_VALUE,
      Integer.MAX_VALUE - 800,
      -400,
      (int) LocalDate.of(2000, 2, 1).toEpochDay(),
      (int) LocalDate.of(1900, 2, 1).toEpochDay(),
      (int) LocalDate.of(2024, 12, 1).toEpochDay(),
      (int) LocalDate.of(-400, 1, 1).toEpochDay(),
      (int) LocalDate.of(0, 1, 1).toEpochDay()
    };
    int run = 0;
    int day = 0;
    for (int i = 0; i < n; i++) {
      if (run-- == 0) {
        run = data.random.nextInt(800);
        day = starts[data.random.nextInt(starts.length)];
      }
      boolean anywhere = data.random.nextInt(4) == 0;
      Slots.setInt32(days, i, anywhere ? data.random.nextInt() : day++);
    }
    return days;
  }

  @ParameterizedTest
  @EnumSource(value = DatePart.class)
  void partsOfDatesAgreeWithJavaTime(DatePart part, MemoryBudget budget) {
    if (!part.isOfDate()) {
      return;
    }
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        try (KernelData data = new KernelData(budget, SEED + n)) {
          MemorySegment days = days(data, n);
          MemorySegment out = data.allocate(LaneType.INT32, n);
          tier.date().extract(part, days, out, n);
          for (int i = 0; i < n; i++) {
            LocalDate date = LocalDate.ofEpochDay(Slots.int32(days, i));
            String context = data.context(tier, part + " of " + date, n, 100);
            Check.equal(Slots.int32(out, i), part(part, date), context, i);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DateUnit.class)
  void datesAreTruncatedAsInJavaTime(DateUnit unit, MemoryBudget budget) {
    if (!unit.isOfDate()) {
      return;
    }
    for (Kernels tier : KernelData.tiers()) {
      for (int n : KernelData.SIZES) {
        for (int share : KernelData.SHARES) {
          try (KernelData data = new KernelData(budget, SEED + n)) {
            truncateDays(tier, unit, n, share, data);
          }
        }
      }
    }
  }

  private static void truncateDays(Kernels tier, DateUnit unit, int n, int share, KernelData data) {
    MemorySegment days = days(data, n);
    MemorySegment valid = data.bitmap(n, share);
    MemorySegment out = data.allocate(LaneType.INT32, n);
    String context = data.context(tier, unit, n, share);
    int fault = tier.date().truncate(unit, days, valid, out, n);
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)) {
        long expected = start(unit, LocalDate.ofEpochDay(Slots.int32(days, i))).toEpochDay();
        if (expected != (int) expected) {
          Check.equal(fault, i, context);
          return;
        }
        if (fault == Kernels.NONE) {
          Check.equal(Slots.int32(out, i), expected, context, i);
        }
      }
    }
    Check.equal(fault, Kernels.NONE, context);
  }

  private static long nanos(long ticks, long perSecond) {
    return Math.floorMod(ticks, perSecond * 86_400) * (1_000_000_000 / perSecond);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 1_000_000, 1_000_000_000})
  void partsOfTimestampsAgreeWithJavaTime(long perSecond, MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (DatePart part : DatePart.values()) {
        for (int n : KernelData.FEW_SIZES) {
          for (int share : KernelData.SHARES) {
            try (KernelData data = new KernelData(budget, SEED + n)) {
              timestampPart(tier, part, perSecond, n, share, data);
            }
          }
        }
      }
    }
  }

  private static void timestampPart(
      Kernels tier, DatePart part, long perSecond, int n, int share, KernelData data) {
    int bits = data.random.nextInt(32, 65);
    MemorySegment ticks = data.integers(LaneType.INT64, n, bits, data.random.nextInt(4) == 0);
    MemorySegment valid = data.bitmap(n, share);
    MemorySegment out = data.allocate(LaneType.INT32, n);
    String context = data.context(tier, part + " at " + perSecond, n, share);
    int fault = tier.date().extract(part, ticks, valid, perSecond, out, n);
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)) {
        long tick = Slots.int64(ticks, i);
        long day = Math.floorDiv(tick, perSecond * 86_400);
        if (part.isOfDate() && day != (int) day) {
          Check.equal(fault, i, context);
          return;
        }
        if (fault == Kernels.NONE) {
          LocalTime time = LocalTime.ofNanoOfDay(nanos(tick, perSecond));
          int expected =
              switch (part) {
                case HOUR -> time.getHour();
                case MINUTE -> time.getMinute();
                case SECOND -> time.getSecond();
                case NANO -> time.getNano();
                case YEAR, QUARTER, MONTH, DAY, DAY_OF_WEEK, DAY_OF_YEAR, WEEK, WEEK_YEAR ->
                    part(part, LocalDate.ofEpochDay(day));
              };
          Check.equal(Slots.int32(out, i), expected, context, i);
        }
      }
    }
    Check.equal(fault, Kernels.NONE, context);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 1_000_000, 1_000_000_000})
  void timestampsAreTruncatedAsInJavaTime(long perSecond, MemoryBudget budget) {
    for (Kernels tier : KernelData.tiers()) {
      for (DateUnit unit : DateUnit.values()) {
        for (int n : KernelData.FEW_SIZES) {
          for (int share : KernelData.SHARES) {
            try (KernelData data = new KernelData(budget, SEED + n)) {
              truncateTicks(tier, unit, perSecond, n, share, data);
            }
          }
        }
      }
    }
  }

  private static void truncateTicks(
      Kernels tier, DateUnit unit, long perSecond, int n, int share, KernelData data) {
    int bits = data.random.nextInt(32, 65);
    MemorySegment ticks = data.integers(LaneType.INT64, n, bits, data.random.nextInt(4) == 0);
    MemorySegment valid = data.bitmap(n, share);
    MemorySegment out = data.allocate(LaneType.INT64, n);
    String context = data.context(tier, unit + " at " + perSecond, n, share);
    int fault = tier.date().truncate(unit, ticks, valid, perSecond, out, n);
    for (int i = 0; i < n; i++) {
      if (Bitmaps.get(valid, i)) {
        long tick = Slots.int64(ticks, i);
        long perDay = perSecond * 86_400;
        long day = Math.floorDiv(tick, perDay);
        if (unit.isOfDate() && day != (int) day) {
          Check.equal(fault, i, context);
          return;
        }
        long back =
            switch (unit) {
              case HOUR -> Math.floorMod(tick, perSecond * 3600);
              case MINUTE -> Math.floorMod(tick, perSecond * 60);
              case SECOND -> Math.floorMod(tick, perSecond);
              case MILLISECOND -> Math.floorMod(tick, Math.max(1, perSecond / 1000));
              case MICROSECOND -> Math.floorMod(tick, Math.max(1, perSecond / 1_000_000));
              case YEAR, QUARTER, MONTH, WEEK, DAY -> {
                LocalDate date = LocalDate.ofEpochDay(day);
                long days = day - start(unit, date).toEpochDay();
                yield days * perDay + Math.floorMod(tick, perDay);
              }
            };
        if (tick < Long.MIN_VALUE + back) {
          Check.equal(fault, i, context);
          return;
        }
        if (fault == Kernels.NONE) {
          Check.equal(Slots.int64(out, i), tick - back, context, i);
        }
      }
    }
    Check.equal(fault, Kernels.NONE, context);
  }

  @Test
  @Tag("slow")
  void everyDayOfTwentyThousandYearsAgrees(MemoryBudget budget) {
    int n = 8192;
    long first = LocalDate.of(-10_000, 1, 1).toEpochDay();
    long last = LocalDate.of(10_000, 1, 1).toEpochDay();
    for (Kernels tier : KernelData.tiers()) {
      try (KernelData data = new KernelData(budget, SEED)) {
        MemorySegment days = data.allocate(LaneType.INT32, n);
        MemorySegment out = data.allocate(LaneType.INT32, n);
        for (long day = first; day < last; day += n) {
          tier.select().iota(LaneType.INT32, day, 1, days, n);
          for (DatePart part : DatePart.values()) {
            if (part.isOfDate()) {
              tier.date().extract(part, days, out, n);
              for (int i = 0; i < n; i++) {
                Check.equal(
                    Slots.int32(out, i), part(part, LocalDate.ofEpochDay(day + i)), part.name(), i);
              }
            }
          }
        }
      }
    }
  }
}
