package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import java.time.Duration;

/**
 * Windows of time that begin at regular times: {@code offset + k * every}, counted from 1970, and
 * last {@code period}.
 *
 * <pre>
 *   every 10 min, period 15 min      0----------)15
 *                                         10----------)25
 *                                              20----------)35
 * </pre>
 *
 * @param every from one beginning to the next
 * @param period how long each lasts: they overlap if it is longer than {@code every}, and leave
 *     gaps if it is shorter
 * @param offset what beginnings are moved by
 * @param closed which end belongs to a window, the other does not
 * @param label which end names it
 */
public record TimeWindows(
    Duration every, Duration period, Duration offset, Side closed, Side label) {
  private static final long MOST = 10_000;

  /** An end of a window. */
  public enum Side {
    LEFT,
    RIGHT
  }

  /** Checks the lengths. */
  public TimeWindows {
    if (!every.isPositive() || !period.isPositive()) {
      throw new PlanException("windows of %s every %s: both are positive".formatted(period, every));
    }
    if (every.toNanosPart() % 1000 != 0
        || period.toNanosPart() % 1000 != 0
        || offset.toNanosPart() % 1000 != 0) {
      throw new PlanException(
          "windows of %s every %s, moved by %s: microseconds are the least"
              .formatted(period, every, offset));
    }
    if (period.dividedBy(every) >= MOST) {
      throw new PlanException(
          "windows of %s every %s: a row would be in more than %,d".formatted(period, every, MOST));
    }
  }

  /** Windows that follow each other, closed and labelled on the left. */
  public static TimeWindows every(Duration every) {
    return new TimeWindows(every, every, Duration.ZERO, Side.LEFT, Side.LEFT);
  }

  /** These windows, of another length. */
  public TimeWindows withPeriod(Duration value) {
    return new TimeWindows(every, value, offset, closed, label);
  }

  /** These windows, beginning later. */
  public TimeWindows withOffset(Duration value) {
    return new TimeWindows(every, period, value, closed, label);
  }

  /** These windows with this end in them. */
  public TimeWindows withClosed(Side value) {
    return new TimeWindows(every, period, offset, value, label);
  }

  /** These windows with this end as their name. */
  public TimeWindows withLabel(Side value) {
    return new TimeWindows(every, period, offset, closed, value);
  }

  /** In how many windows a row is at most. */
  int overlaps() {
    return Math.toIntExact(period.plus(every).minusNanos(1).dividedBy(every));
  }

  /** Whether each row is in just so many. */
  boolean isEven() {
    return every.multipliedBy(period.dividedBy(every)).equals(period);
  }
}
