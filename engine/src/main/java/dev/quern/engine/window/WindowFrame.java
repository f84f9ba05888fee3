package dev.quern.engine.window;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * Which rows around a row an aggregate sees: from {@code start} to {@code end}, both included, but
 * for those left out. Negative distances lie before the row, 0 is the row itself, positive ones lie
 * behind it.
 *
 * @param unit what distances are counted in
 * @param start {@link Long#MIN_VALUE} for the beginning of the partition
 * @param end {@link Long#MAX_VALUE} for the end of the partition
 * @param exclusion which of these rows are left out
 */
public record WindowFrame(Unit unit, long start, long end, Exclusion exclusion)
    implements Serializable {
  /** All rows of the partition. */
  public static final WindowFrame PARTITION =
      new WindowFrame(Unit.ROWS, Long.MIN_VALUE, Long.MAX_VALUE);

  /** From the beginning of the partition to the row and its peers: SQL's frame of ordered rows. */
  public static final WindowFrame TO_PEERS = new WindowFrame(Unit.RANGE, Long.MIN_VALUE, 0);

  /** What distances are counted in. */
  public enum Unit {
    /** Rows. */
    ROWS,
    /** The value to order by: rows whose value is at most that far away. */
    RANGE,
    /** Runs of rows that are equal in what is ordered by. */
    GROUPS,
    /** Months of the calendar, so many up to the row; what is just so many before is left out. */
    MONTHS,
    /** Days of the calendar, as months: those of a zone have 23 to 25 hours. */
    DAYS;

    /** Whether distances are those of the calendar. */
    public boolean isOfCalendar() {
      return this == MONTHS || this == DAYS;
    }
  }

  /** Which rows of a frame are left out, as with {@code EXCLUDE} in SQL. */
  public enum Exclusion {
    /** None. */
    NO_OTHERS,
    /** The row itself. */
    CURRENT_ROW,
    /** The row and those equal to it in the order. */
    GROUP,
    /** The rows equal to it in the order, but not the row itself. */
    TIES
  }

  /** A frame of which no row is left out. */
  public WindowFrame(Unit unit, long start, long end) {
    this(unit, start, end, Exclusion.NO_OTHERS);
  }

  /** The same with these rows left out. */
  public WindowFrame without(Exclusion rows) {
    return new WindowFrame(unit, start, end, rows);
  }

  /**
   * Checks the order of the bounds.
   *
   * @throws PlanException when the frame ends before it begins
   */
  public WindowFrame {
    if (start > end || start == Long.MAX_VALUE || end == Long.MIN_VALUE) {
      throw new PlanException(
          "a frame from %s to %s has no row".formatted(bound(start), bound(end)));
    }
    if (unit.isOfCalendar() && (end != 0 || start < Integer.MIN_VALUE)) {
      throw new PlanException(
          "a frame of %s from %s to %s: it ends with the row, and begins so many before"
              .formatted(unit, bound(start), bound(end)));
    }
  }

  /** Whether it is the partition, whatever the row. */
  public boolean isPartition() {
    return isFromStart() && isToEnd() && exclusion == Exclusion.NO_OTHERS;
  }

  /** Whether it means something only of rows in an order. */
  public boolean needsOrder() {
    boolean isOfPeers = exclusion == Exclusion.GROUP || exclusion == Exclusion.TIES;
    return !isFromStart() || !isToEnd() || isOfPeers;
  }

  /** Whether it begins where the partition does. */
  public boolean isFromStart() {
    return start == Long.MIN_VALUE;
  }

  /** Whether it ends where the partition does. */
  public boolean isToEnd() {
    return end == Long.MAX_VALUE;
  }

  /** Whether its bounds are distances in the value that is ordered by. */
  public boolean measuresValues() {
    return unit == Unit.RANGE && ((!isFromStart() && start != 0) || (!isToEnd() && end != 0));
  }

  /**
   * Checks that distances can be measured if this asks for it.
   *
   * @param order the types of what rows are ordered by
   * @throws PlanException when that is not one column of numbers, or of dates or timestamps
   */
  public void requireMeasurable(List<DType> order) {
    DType type = order.size() == 1 ? order.getFirst() : DType.BOOL;
    if (unit.isOfCalendar() && !type.isTemporal()) {
      throw new PlanException(
          "a frame of %s needs an order by one date or timestamp column, not by %s"
              .formatted(this, order));
    }
    boolean isWhole = type.isInteger() || type.isUnsigned();
    if (measuresValues() && !isWhole && !type.isFloating() && !type.isTemporal()) {
      throw new PlanException(
          "a frame of %s needs an order by one integer, float, date or timestamp column, not by %s"
              .formatted(this, order));
    }
  }

  @Override
  public String toString() {
    String left =
        exclusion == Exclusion.NO_OTHERS ? "" : " without " + lower(exclusion).replace('_', ' ');
    return "%s %s to %s%s".formatted(lower(unit), bound(start), bound(end), left);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String bound(long distance) {
    return distance == Long.MIN_VALUE
        ? "start"
        : distance == Long.MAX_VALUE ? "end" : Long.toString(distance);
  }
}
