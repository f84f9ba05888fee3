package dev.quern.dataframes;

import static dev.quern.dataframes.ExpressionRules.Kind.BOOL;
import static dev.quern.dataframes.ExpressionRules.Kind.DATE;
import static dev.quern.dataframes.ExpressionRules.Kind.INT;
import static dev.quern.dataframes.ExpressionRules.Kind.SMALL;
import static dev.quern.dataframes.ExpressionRules.Kind.TEXT;
import static dev.quern.dataframes.ExpressionRules.Kind.TIME;
import static dev.quern.engine.kernel.DateUnit.DAY;
import static dev.quern.engine.kernel.DateUnit.HOUR;
import static dev.quern.engine.kernel.DateUnit.MICROSECOND;
import static dev.quern.engine.kernel.DateUnit.MILLISECOND;
import static dev.quern.engine.kernel.DateUnit.MINUTE;
import static dev.quern.engine.kernel.DateUnit.MONTH;
import static dev.quern.engine.kernel.DateUnit.QUARTER;
import static dev.quern.engine.kernel.DateUnit.SECOND;
import static dev.quern.engine.kernel.DateUnit.WEEK;
import static dev.quern.engine.kernel.DateUnit.YEAR;

import dev.quern.dataframes.ExpressionRules.Kind;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;

/** The rules of dates and times. */
final class TimeRules {
  private final ExpressionRules rules;

  TimeRules(ExpressionRules rules) {
    this.rules = rules;
  }

  /** Adds all of them. */
  void addAll() {
    field("year(%s)", DateFunctions::year);
    field("quarter(%s)", DateFunctions::quarter);
    field("month(%s)", DateFunctions::month);
    field("day(%s)", DateFunctions::day);
    field("isodow(%s)", DateFunctions::dayOfWeek);
    field("dayofyear(%s)", DateFunctions::dayOfYear);
    field("weekofyear(%s)", DateFunctions::week);
    field("isoyear(%s)", DateFunctions::isoYear);
    field("decade(%s)", DateFunctions::decade);
    field("century(%s)", DateFunctions::century);
    field("millennium(%s)", DateFunctions::millennium);
    field("day(last_day(%s))", DateFunctions::daysInMonth);
    clock("hour(%s)", DateFunctions::hour);
    clock("minute(%s)", DateFunctions::minute);
    clock("second(%s)", DateFunctions::second);
    clock("millisecond(%s) %% 1000", DateFunctions::millisecond);
    clock("microsecond(%s) %% 1000000", DateFunctions::microsecond);
    clock("epoch_us(%s)", DateFunctions::epochMicros);
    clock("epoch_ns(%s)", DateFunctions::epochNanos);
    for (Kind kind : List.of(DATE, TIME)) {
      rules.add(TEXT, "dayname(%s)", a -> a.getFirst().dt().dayName(), kind);
      rules.add(TEXT, "monthname(%s)", a -> a.getFirst().dt().monthName(), kind);
      rules.add(DATE, "last_day(%s)", a -> a.getFirst().dt().lastDay(), kind);
      rules.add(BOOL, "%s < %s", a -> a.get(0).lt(a.get(1)), kind, kind);
      for (DateUnit unit : List.of(YEAR, QUARTER, MONTH, WEEK, DAY)) {
        between(unit, kind);
      }
    }
    for (DateUnit unit : List.of(HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND)) {
      between(unit, TIME);
    }
    dates();
    moments();
  }

  private void dates() {
    rules.add(INT, "%s - %s", a -> a.get(0).minus(a.get(1)).duration().toDays(), DATE, DATE);
    rules.add(
        INT,
        "date_diff('microsecond', %s, %s)",
        a -> a.get(1).minus(a.get(0)).duration().toMicros(),
        TIME,
        TIME);
    rules.add(
        DATE, "(%s + %s)::DATE", a -> a.get(0).dt().plus(a.get(1), ChronoUnit.DAYS), DATE, SMALL);
    rules.add(
        DATE,
        "(%s + to_months(%s))::DATE",
        a -> a.get(0).dt().plus(a.get(1), ChronoUnit.MONTHS),
        DATE,
        SMALL);
    rules.add(
        DATE, "(%s + INTERVAL 13 MONTH)::DATE", a -> a.get(0).plus(Period.ofMonths(13)), DATE);
    rules.add(DATE, "date_trunc('month', %s)::DATE", a -> a.get(0).dt().truncate(MONTH), DATE);
    rules.add(DATE, "date_trunc('week', %s)::DATE", a -> a.get(0).dt().truncate(WEEK), DATE);
    rules.add(DATE, "%s::DATE", a -> a.get(0).dt().date(), TIME);
    rules.add(
        DATE,
        "make_date(year(%s), 2, CASE WHEN %s > 0 THEN 1 ELSE 28 END)",
        a ->
            Frames.makeDate(
                a.get(0).dt().year(), 2, Frames.when(a.get(1).gt(0)).then(1).otherwise(28)),
        DATE,
        SMALL);
    rules.add(
        DATE,
        "try_strptime(strftime(%s, '%%d/%%m/%%Y'), '%%d/%%m/%%Y')::DATE",
        a -> a.get(0).dt().strftime("%d/%m/%Y").str().toDate("%d/%m/%Y"),
        DATE);
    rules.add(
        TEXT,
        "strftime(%s, '%%a %%-d. %%B %%y, %%j')",
        a -> a.get(0).dt().strftime("%a %-d. %B %y, %j"),
        DATE);
    rules.add(DATE, "try_strptime(%s, '%%Y')::DATE", a -> a.get(0).str().tryToDate("%Y"), TEXT);
  }

  private void moments() {
    rules.add(
        TIME,
        "%s + to_hours(%s)",
        a -> a.get(0).dt().plus(a.get(1), ChronoUnit.HOURS),
        TIME,
        SMALL);
    rules.add(
        TIME,
        "%s + to_years(%s)",
        a -> a.get(0).dt().plus(a.get(1), ChronoUnit.YEARS),
        TIME,
        SMALL);
    rules.add(
        TIME,
        "%s - INTERVAL 90 MINUTE",
        a -> a.get(0).minus(Frames.interval(90, ChronoUnit.MINUTES)),
        TIME);
    rules.add(
        TIME,
        "%s + (to_months(%s) + to_days(%s) - INTERVAL 90 SECOND)",
        a -> a.get(0).plus(Frames.interval(a.get(1), a.get(2), 0).minus(Duration.ofSeconds(90))),
        TIME,
        SMALL,
        SMALL);
    rules.add(
        TIME,
        "%s - (to_months(%s) * 7)",
        a -> a.get(0).minus(Frames.interval(a.get(1), 0, 0).times(7)),
        DATE,
        SMALL);
    rules.add(
        INT,
        "12 * year(to_months(%s) + to_days(40)) + month(to_months(%1$s) + to_days(40))",
        a -> Frames.interval(a.get(0), 40, 0).interval().months().cast(DType.INT64),
        SMALL);
    rules.add(TIME, "date_trunc('hour', %s)", a -> a.get(0).dt().truncate(HOUR), TIME);
    rules.add(TIME, "date_trunc('year', %s)", a -> a.get(0).dt().truncate(YEAR), TIME);
    rules.add(
        TIME, "date_trunc('millisecond', %s)", a -> a.get(0).dt().truncate(MILLISECOND), TIME);
    rules.add(
        TIME,
        "time_bucket(INTERVAL 15 MINUTE, %s, TIMESTAMP '1970-01-01')",
        a -> a.get(0).dt().truncate(15, MINUTE),
        TIME);
    rules.add(
        TIME,
        "time_bucket(INTERVAL 5 MONTH, %s, TIMESTAMP '1970-01-01')",
        a -> a.get(0).dt().truncate(5, MONTH),
        TIME);
    rules.add(
        TEXT,
        "strftime(%s, '%%Y-%%m-%%d %%I:%%M:%%S.%%f %%p %%u %%w %%G-%%V')",
        a -> a.get(0).dt().strftime("%F %I:%M:%S.%f %p %u %w %G-%V"),
        TIME);
    rules.add(
        TIME,
        "strptime(strftime(%s, '%%d %%b %%Y %%H:%%M'), '%%d %%b %%Y %%H:%%M')",
        a -> a.get(0).dt().strftime("%d %b %Y %H:%M").str().toTimestamp("%d %b %Y %H:%M"),
        TIME);
    rules.add(TIME, "%s::TIMESTAMP", a -> a.get(0).cast(DType.timestamp(TimeUnit.MICRO)), DATE);
  }

  private void between(DateUnit unit, Kind kind) {
    String name = unit.toString().toLowerCase(java.util.Locale.ROOT);
    if (unit != WEEK) { // DuckDB counts one too few from before 1970 to after it
      rules.add(
          INT,
          "date_diff('" + name + "', %s, %s)",
          a -> Frames.dateDiff(unit, a.get(0), a.get(1)),
          kind,
          kind);
    }
    rules.add(
        INT,
        "date_sub('" + name + "', %s, %s)",
        a -> Frames.unitsBetween(unit, a.get(0), a.get(1)),
        kind,
        kind);
  }

  private void field(String sql, Function<DateFunctions, Column> build) {
    rules.add(INT, sql, a -> build.apply(a.getFirst().dt()), DATE);
    rules.add(INT, sql, a -> build.apply(a.getFirst().dt()), TIME);
  }

  private void clock(String sql, Function<DateFunctions, Column> build) {
    rules.add(INT, sql, a -> build.apply(a.getFirst().dt()), TIME);
  }
}
