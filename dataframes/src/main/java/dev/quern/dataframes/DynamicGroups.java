package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.listOf;

import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups of rows by windows of time: each row has the beginnings of the windows that it is in as a
 * list, which is exploded where there is more than one, and is then grouped by them.
 */
final class DynamicGroups {
  private static final String START = "#start";
  private static final Duration DAY = Duration.ofDays(1);

  private final Column time;
  private final String name;
  private final TimeWindows windows;

  private DynamicGroups(String name, TimeWindows windows) {
    this.time = col(name);
    this.name = name;
    this.windows = windows;
  }

  static GroupBy of(DataFrame frame, String name, TimeWindows windows, Object... keys) {
    ChronoUnit unit = unit(name, frame.schema().field(name).type());
    if (unit == ChronoUnit.DAYS
        && !(isDays(windows.every()) && isDays(windows.period()) && isDays(windows.offset()))) {
      throw new PlanException(
          "column '%s' is a date: windows of whole days go with it, not %s"
              .formatted(name, windows));
    }
    return new DynamicGroups(name, windows).groups(frame, unit, keys);
  }

  private GroupBy groups(DataFrame frame, ChronoUnit unit, Object... keys) {
    // A window that is closed on the right holds what one closed on the left would a tick later.
    Column place = windows.closed() == TimeWindows.Side.LEFT ? time : time.dt().plus(-1, unit);
    Column latest =
        moved(
            truncated(moved(place, windows.offset().negated()), windows.every()), windows.offset());
    DataFrame rows = frame.filter(time.isNotNull());
    if (windows.overlaps() == 1) {
      rows = rows.withColumn(START, latest);
    } else {
      List<Object> starts = new ArrayList<>();
      for (int i = windows.overlaps() - 1; i >= 0; i--) {
        starts.add(moved(latest, windows.every().multipliedBy(-i)));
      }
      rows = rows.withColumn(START, listOf(starts.toArray())).explode(START);
    }
    if (!windows.isEven()) {
      rows = rows.filter(place.lt(moved(col(START), windows.period())));
    }
    Column label =
        windows.label() == TimeWindows.Side.LEFT ? col(START) : moved(col(START), windows.period());
    List<Object> all = new ArrayList<>(List.of(keys));
    all.add(label.as(name));
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

  private static boolean isDays(Duration duration) {
    return DAY.multipliedBy(duration.toDays()).equals(duration);
  }

  private static Column moved(Column time, Duration by) {
    if (by.isZero()) {
      return time;
    }
    if (isDays(by)) {
      return time.dt().plus(by.toDays(), ChronoUnit.DAYS);
    }
    return by.toNanosPart() == 0
        ? time.dt().plus(by.toSeconds(), ChronoUnit.SECONDS)
        : time.dt().plus(by.toNanos() / 1000, ChronoUnit.MICROS);
  }

  private static Column truncated(Column time, Duration to) {
    if (isDays(to)) {
      return time.dt().truncate(Math.toIntExact(to.toDays()), DateUnit.DAY);
    }
    return to.toNanosPart() == 0
        ? time.dt().truncate(Math.toIntExact(to.toSeconds()), DateUnit.SECOND)
        : time.dt().truncate(Math.toIntExact(to.toNanos() / 1000), DateUnit.MICROSECOND);
  }
}
