package dev.quern.engine.function.time;

import dev.quern.engine.ComputeException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;

/**
 * How the values of a type count: days, or ticks of a second, in which zone. Brings instants into
 * local time and back; all other values are local already. For one thread: it keeps the offset
 * found last, since neighbours mostly have the same.
 */
final class Clock {
  private static final long SECONDS = 86_400;

  private final long perDay;
  private final long perSecond;
  private final boolean zoned;
  private final ZoneOffsets offsets;
  private long from;
  private long to;
  private int offset;

  private Clock(long perDay, long perSecond, boolean zoned, ZoneOffsets offsets) {
    this.perDay = perDay;
    this.perSecond = perSecond;
    this.zoned = zoned;
    this.offsets = offsets;
  }

  static Clock of(DType type) {
    if (!(type instanceof TimestampType timestamp)) {
      return new Clock(1, 0, false, ZoneOffsets.of("UTC"));
    }
    long perSecond = timestamp.unit().perSecond();
    ZoneOffsets offsets = ZoneOffsets.of(timestamp.hasZone() ? timestamp.zone() : "UTC");
    return new Clock(SECONDS * perSecond, perSecond, !offsets.isUtc(), offsets);
  }

  /** How many values a day has: 1 of a date. */
  long perDay() {
    return perDay;
  }

  /** How many values a second has; 0 of a date. */
  long perSecond() {
    return perSecond;
  }

  /** Whether local time is not the value itself. */
  boolean isZoned() {
    return zoned;
  }

  /** The offset from UTC at an instant, in seconds. */
  int offset(long value) {
    return offsetAt(Math.floorDiv(value, perSecond));
  }

  private int offsetAt(long second) {
    if (second < from || second >= to) {
      from = offsets.from(second);
      to = offsets.to(second);
      offset = offsets.at(second);
    }
    return offset;
  }

  /** The local time of a value. */
  long local(long value) {
    return zoned ? value + offset(value) * perSecond : value;
  }

  /** The value of a local time: in a gap later, of two the earlier. */
  long value(long local) {
    return zoned ? value(local, Ambiguity.EARLIER) : local;
  }

  /** The value of a local time; {@code Long.MIN_VALUE} if the zone has none. */
  long value(long local, Ambiguity ambiguity) {
    long second = Math.floorDiv(local, perSecond);
    // A day from any change the clocks show each time once.
    if (second - ZoneOffsets.DAY >= from && second + ZoneOffsets.DAY < to) {
      return local - offset * perSecond;
    }
    long instant = offsets.instant(second, ambiguity);
    offsetAt(second);
    return instant == Long.MIN_VALUE
        ? Long.MIN_VALUE
        : instant * perSecond + Math.floorMod(local, perSecond);
  }

  /** The day of a local time. */
  long day(long local) {
    // A division costs as much as all the rest, and dates need none.
    return perDay == 1 ? local : Math.floorDiv(local, perDay);
  }

  /** What a local time has beyond its day. */
  long inDay(long local) {
    return perDay == 1 ? 0 : Math.floorMod(local, perDay);
  }

  /** The local time at {@code inDay} of a day; an error beyond the calendar. */
  long at(long day, long inDay) {
    if (day != (int) day) {
      throw beyond();
    }
    long start = perDay * day;
    if (perDay > 1 && Math.multiplyHigh(perDay, day) != start >> 63) {
      throw beyond();
    }
    return start + inDay;
  }

  static ComputeException beyond() {
    return new ComputeException("the result lies beyond the range of its type");
  }
}
