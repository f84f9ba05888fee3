package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.CalendarInterval;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What {@link DataFrame#asofJoin} compares: a column of times or numbers, and columns that must be
 * equal.
 *
 * @param left the left column of times, dates or numbers
 * @param right the right one
 * @param direction which right rows are partners
 * @param leftBy left columns that must be equal to the right ones
 * @param rightBy the right ones, as many
 * @param tolerance how far apart a pair may be: days for dates, the unit of timestamps
 * @param period the same as a length of time, by the calendar
 */
public record AsOf(
    String left,
    String right,
    Direction direction,
    List<String> leftBy,
    List<String> rightBy,
    OptionalDouble tolerance,
    Optional<CalendarInterval> period) {

  /** Where the partner lies. */
  public enum Direction {
    /** The last right row that is not later. */
    BACKWARD,
    /** The first right row that is not earlier. */
    FORWARD,
    /** Whichever of both is nearer; of equally near ones the earlier. */
    NEAREST
  }

  /** Copies the lists. */
  public AsOf {
    leftBy = List.copyOf(leftBy);
    rightBy = List.copyOf(rightBy);
  }

  /** With the last right row that is not later, by a column that both sides have. */
  public static AsOf backward(String column) {
    return of(column, Direction.BACKWARD);
  }

  /** With the first right row that is not earlier. */
  public static AsOf forward(String column) {
    return of(column, Direction.FORWARD);
  }

  /** With the nearest right row, earlier or later. */
  public static AsOf nearest(String column) {
    return of(column, Direction.NEAREST);
  }

  private static AsOf of(String column, Direction direction) {
    return new AsOf(
        column, column, direction, List.of(), List.of(), OptionalDouble.empty(), Optional.empty());
  }

  /** The same with another name for the column on the right. */
  public AsOf rightOn(String column) {
    return new AsOf(left, column, direction, leftBy, rightBy, tolerance, period);
  }

  /** The same among rows that are equal in these columns of both sides. */
  public AsOf by(String... columns) {
    List<String> moreLeft = new ArrayList<>(leftBy);
    List<String> moreRight = new ArrayList<>(rightBy);
    moreLeft.addAll(List.of(columns));
    moreRight.addAll(List.of(columns));
    return new AsOf(left, right, direction, moreLeft, moreRight, tolerance, period);
  }

  /** The same without partners further away than {@code distance}, which may be as far. */
  public AsOf tolerance(double distance) {
    if (!(distance >= 0)) {
      throw new PlanException("a tolerance is not negative: " + distance);
    }
    return new AsOf(
        left, right, direction, leftBy, rightBy, OptionalDouble.of(distance), Optional.empty());
  }

  /**
   * The same without partners that are further away in time, which may be as far; a {@code Period}
   * of months or days, and a {@code Duration} of whole days, go by the calendar.
   */
  public AsOf tolerance(TemporalAmount distance) {
    CalendarInterval interval = TimeWindows.interval(distance);
    if (interval.months() < 0
        || interval.days() < 0
        || interval.nanos() < 0
        || interval.nanos() % 1000 != 0) {
      throw new PlanException(
          "a tolerance of %s: it is not negative, and of whole microseconds".formatted(distance));
    }
    return new AsOf(
        left, right, direction, leftBy, rightBy, OptionalDouble.empty(), Optional.of(interval));
  }
}
