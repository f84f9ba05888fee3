package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.listOf;

import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups of rows by windows of time: each row has the beginnings of the windows that it is in as a
 * list, which is exploded where there is more than one, and is then grouped by them.
 *
 * <p>Windows of days and months are computed on what the clocks of the column's zone show, and
 * their ends become instants last; shorter ones on the instants themselves.
 */
final class DynamicGroups {
  private static final String START = "#start";
  private static final String PLACE = "#place";

  private final Column time;
  private final String name;
  private final String zone;
  private final TimeWindows windows;

  private DynamicGroups(String name, DType type, TimeWindows windows) {
    this.time = col(name);
    this.name = name;
    this.zone = windows.isByCalendar() && type instanceof TimestampType t ? t.zone() : "";
    this.windows = windows;
  }

  static GroupBy of(DataFrame frame, String name, TimeWindows windows, Object... keys) {
    DType type = frame.schema().field(name).type();
    ChronoUnit unit = unit(name, type);
    if (unit == ChronoUnit.DAYS && !windows.areOfDates()) {
      throw new PlanException(
          "column '%s' is a date: windows of whole days and months go with it, not %s"
              .formatted(name, windows));
    }
    return new DynamicGroups(name, type, windows).groups(frame, unit, keys);
  }

  private GroupBy groups(DataFrame frame, ChronoUnit unit, Object... keys) {
    // A window that is closed on the right holds what one closed on the left would a tick later.
    Column tick = windows.closed() == TimeWindows.Side.LEFT ? time : time.dt().plus(-1, unit);
    DataFrame rows =
        frame.filter(time.isNotNull()).withColumn(PLACE, zone.isEmpty() ? tick : tick.dt().local());
    CalendarInterval offset = windows.offset();
    // The other way round: what is added last is taken off first.
    Column place = later(later(col(PLACE), 0, -offset.days(), -offset.nanos()), -offset.months());
    Column cut = truncated(place, windows.every());
    if (windows.overlaps() == 1) {
      rows = rows.withColumn(START, later(cut, offset));
    } else {
      CalendarInterval every = windows.every();
      List<Object> starts = new ArrayList<>();
      for (int i = windows.overlaps() - 1; i >= 0; i--) {
        Column earlier = later(cut, -i * every.months(), -i * every.days(), -i * every.nanos());
        starts.add(later(earlier, offset));
      }
      rows = rows.withColumn(START, listOf(starts.toArray())).explode(START);
    }
    if (!windows.isEven()) {
      rows = rows.filter(col(PLACE).lt(later(col(START), windows.period())));
    }
    Column label =
        windows.label() == TimeWindows.Side.LEFT ? col(START) : later(col(START), windows.period());
    List<Object> all = new ArrayList<>(List.of(keys));
    all.add((zone.isEmpty() ? label : label.dt().atZone(zone)).as(name));
    return rows.groupBy(all.toArray());
  }

  private static ChronoUnit unit(String name, DType type) {
    if (type == DType.DATE) {
      return ChronoUnit.DAYS;
    }
    if (type instanceof TimestampType timestamp) {
      return switch (timestamp.unit()) {
        case SECOND -> ChronoUnit.SECONDS;
        case MILLI -> ChronoUnit.MILLIS;
        case MICRO -> ChronoUnit.MICROS;
        case NANO -> ChronoUnit.NANOS;
      };
    }
    throw new PlanException(
        "windows of time go by a date or a timestamp, and column '%s' is %s".formatted(name, type));
  }

  /** {@code time} later by months, then days, then whole microseconds. */
  static Column later(Column time, CalendarInterval by) {
    return later(time, by.months(), by.days(), by.nanos());
  }

  private static Column later(Column time, int months) {
    return later(time, months, 0, 0);
  }

  private static Column later(Column time, int months, int days, long nanos) {
    Column later = time;
    if (months != 0) {
      later = later.dt().plus(months, ChronoUnit.MONTHS);
    }
    if (days != 0) {
      later = later.dt().plus(days, ChronoUnit.DAYS);
    }
    if (nanos != 0) {
      later =
          nanos % 1_000_000_000 == 0
              ? later.dt().plus(nanos / 1_000_000_000, ChronoUnit.SECONDS)
              : later.dt().plus(nanos / 1000, ChronoUnit.MICROS);
    }
    return later;
  }

  /** {@code time} cut to a multiple of so many months, or days, or nanoseconds. */
  static Column truncated(Column time, CalendarInterval to) {
    if (to.months() != 0) {
      return to.months() % 12 == 0
          ? truncated(time, to.months() / 12, DateUnit.YEAR)
          : truncated(time, to.months(), DateUnit.MONTH);
    }
    if (to.days() != 0) {
      return to.days() % 7 == 0
          ? truncated(time, to.days() / 7, DateUnit.WEEK)
          : truncated(time, to.days(), DateUnit.DAY);
    }
    return to.nanos() % 1_000_000_000 == 0
        ? truncated(time, Math.toIntExact(to.nanos() / 1_000_000_000), DateUnit.SECOND)
        : truncated(time, Math.toIntExact(to.nanos() / 1000), DateUnit.MICROSECOND);
  }

  /* Steps of one unit have a kernel. */
  private static Column truncated(Column time, int count, DateUnit unit) {
    return count == 1 ? time.dt().truncate(unit) : time.dt().truncate(count, unit);
  }
}
