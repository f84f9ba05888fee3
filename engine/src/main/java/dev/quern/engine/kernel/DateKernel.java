package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Calendar arithmetic on days (INT32) and timestamps (INT64 ticks) since 1970-01-01, in UTC. Days
 * before 1970 are negative and round down. Agrees with java.time over all of INT32.
 */
public interface DateKernel {

  /**
   * A field of dates, as INT32.
   *
   * @param part one {@linkplain DatePart#isOfDate of a date}
   */
  void extract(DatePart part, MemorySegment days, MemorySegment out, int n);

  /**
   * A field of timestamps, as INT32. Returns the first valid row whose day is outside INT32 (only
   * seconds and milliseconds reach that far) or {@link Kernels#NONE}.
   */
  int extract(
      DatePart part,
      MemorySegment ticks,
      MemorySegment valid,
      long ticksPerSecond,
      MemorySegment out,
      int n);

  /**
   * The first day of each date's unit, as INT32; reports rows as {@link #extract} does, when that
   * day is outside INT32.
   *
   * @param unit one {@linkplain DateUnit#isOfDate of a date}
   */
  int truncate(DateUnit unit, MemorySegment days, MemorySegment valid, MemorySegment out, int n);

  /** The first tick of each timestamp's unit, as INT64; reports rows as {@link #extract} does. */
  int truncate(
      DateUnit unit,
      MemorySegment ticks,
      MemorySegment valid,
      long ticksPerSecond,
      MemorySegment out,
      int n);
}
