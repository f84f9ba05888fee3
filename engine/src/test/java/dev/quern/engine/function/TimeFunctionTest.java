package dev.quern.engine.function;

import static dev.quern.engine.function.time.TimeFunction.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.Times;
import dev.quern.engine.function.time.Ambiguity;
import dev.quern.engine.function.time.AtZone;
import dev.quern.engine.function.time.FromEpoch;
import dev.quern.engine.function.time.TimeParse;
import dev.quern.engine.function.time.TimeRounding;
import dev.quern.engine.function.time.TimeRounding.Mode;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Functions of dates and timestamps against {@code java.time}, above all where zones matter. */
@ExtendWith(LeakCheck.class)
class TimeFunctionTest {
  private static final long SEED = 20_261_128;
  private static final List<String> ZONES =
      List.of("Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC");

  private MemoryBudget budget;

  @BeforeEach
  void keep(MemoryBudget testBudget) {
    budget = testBudget;
  }

  private @Nullable Object call(ScalarFunction function, Object... arguments) {
    return FunctionCalls.call(budget, function, arguments);
  }

  private static Expr.Literal instant(Instant instant, String zone) {
    return new Expr.Literal(DType.timestamp(TimeUnit.MILLI, zone), instant.toEpochMilli());
  }

  private static Instant random(SplittableRandom random, String zone) {
    // Half of them near a change of the zone's clocks.
    Instant some = Instant.ofEpochMilli(random.nextLong(-3_000_000_000_000L, 6_000_000_000_000L));
    var change = ZoneId.of(zone).getRules().nextTransition(some);
    return change == null || random.nextBoolean()
        ? some
        : change.getInstant().plusMillis(random.nextLong(-7_200_000, 7_200_000));
  }

  @Test
  void zonesAgreeWithJavaTime() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (String zone : ZONES) {
      for (int i = 0; i < 150; i++) {
        Instant instant = random(random, zone);
        String context = "seed %d, %s in %s".formatted(SEED, instant, zone);
        ZonedDateTime there = instant.atZone(ZoneId.of(zone));
        Expr.Literal value = instant(instant, zone);
        assertThat(call(LOCAL_TIME, value)).as(context).isEqualTo(there.toLocalDateTime());
        assertThat(call(ZONE_OFFSET, value))
            .as(context)
            .isEqualTo(there.getOffset().getTotalSeconds());
        assertThat(call(TO_DATE, value)).as(context).isEqualTo(there.toLocalDate());
        LocalDateTime local = there.toLocalDateTime();
        assertThat(call(new AtZone(zone, Ambiguity.EARLIER), local(local)))
            .as(context)
            .isEqualTo(local.atZone(ZoneId.of(zone)).toInstant());
        assertThat(call(new AtZone(zone, Ambiguity.LATER), local(local)))
            .as(context)
            .isEqualTo(local.atZone(ZoneId.of(zone)).withLaterOffsetAtOverlap().toInstant());
        assertThat(call(ADD_MONTHS, value, 7L))
            .as(context)
            .isEqualTo(local.plusMonths(7).atZone(ZoneId.of(zone)).toInstant());
        assertThat(call(ADD_DAYS, value, -1L))
            .as(context)
            .isEqualTo(local.plusDays(-1).atZone(ZoneId.of(zone)).toInstant());
        assertThat(call(new TimeRounding(Mode.FLOOR, 1, DateUnit.DAY), value))
            .as(context)
            .isEqualTo(there.toLocalDate().atStartOfDay().atZone(ZoneId.of(zone)).toInstant());
      }
    }
  }

  private static Expr.Literal local(LocalDateTime time) {
    return new Expr.Literal(
        DType.timestamp(TimeUnit.MILLI), time.toInstant(ZoneOffset.UTC).toEpochMilli());
  }

  @Test
  void clocksThatAreChanged() {
    Expr.Literal twice = local(LocalDateTime.parse("2026-10-25T02:30:00"));
    Expr.Literal never = local(LocalDateTime.parse("2026-03-29T02:30:00"));
    assertThat(call(new AtZone("Europe/Oslo", Ambiguity.EARLIER), twice))
        .isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
    assertThat(call(new AtZone("Europe/Oslo", Ambiguity.LATER), twice))
        .isEqualTo(Instant.parse("2026-10-25T01:30:00Z"));
    assertThat(call(new AtZone("Europe/Oslo", Ambiguity.EARLIER), never))
        .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
    assertThat(call(new AtZone("Europe/Oslo", Ambiguity.NULL), twice)).isNull();
    assertThat(call(new AtZone("Europe/Oslo", Ambiguity.NULL), never)).isNull();
    assertThatThrownBy(() -> call(new AtZone("Europe/Oslo", Ambiguity.ERROR), never))
        .isInstanceOf(ComputeException.class)
        .hasMessageContaining("2026-03-29T02:30");
    // The second 02:xx of the night stays the second one.
    Expr.Literal second = instant(Instant.parse("2026-10-25T01:42:00Z"), "Europe/Oslo");
    assertThat(call(new TimeRounding(Mode.FLOOR, 1, DateUnit.HOUR), second))
        .isEqualTo(Instant.parse("2026-10-25T01:00:00Z"));
    assertThat(call(new TimeRounding(Mode.CEIL, 30, DateUnit.MINUTE), second))
        .isEqualTo(Instant.parse("2026-10-25T02:00:00Z"));
    assertThat(call(STRFTIME, second, "%F %R %z %Z"))
        .isEqualTo("2026-10-25 02:42 +01:00 Europe/Oslo");
  }

  @Test
  void roundsToBothSides() {
    LocalDateTime time = LocalDateTime.parse("2026-02-15T12:34:56");
    assertThat(call(new TimeRounding(Mode.CEIL, 1, DateUnit.MONTH), time))
        .isEqualTo(LocalDateTime.parse("2026-03-01T00:00:00"));
    assertThat(call(new TimeRounding(Mode.ROUND, 1, DateUnit.MONTH), time))
        .isEqualTo(LocalDateTime.parse("2026-03-01T00:00:00"));
    assertThat(call(new TimeRounding(Mode.ROUND, 15, DateUnit.MINUTE), time))
        .isEqualTo(LocalDateTime.parse("2026-02-15T12:30:00"));
    assertThat(
            call(
                new TimeRounding(Mode.ROUND, 2, DateUnit.HOUR),
                LocalDateTime.parse("2026-02-15T13:00:00")))
        .isEqualTo(LocalDateTime.parse("2026-02-15T14:00:00"));
    assertThat(call(new TimeRounding(Mode.CEIL, 1, DateUnit.WEEK), LocalDate.parse("2026-02-16")))
        .isEqualTo(LocalDate.parse("2026-02-16"));
    assertThatThrownBy(() -> new TimeRounding(Mode.CEIL, 0, DateUnit.WEEK))
        .isInstanceOf(PlanException.class);
  }

  @Test
  void monthsEndWhereTheyEnd() {
    assertThat(call(ADD_MONTHS, LocalDate.parse("2024-01-31"), 1L))
        .isEqualTo(LocalDate.parse("2024-02-29"));
    assertThat(call(ADD_MONTHS, LocalDate.parse("2024-02-29"), -12L))
        .isEqualTo(LocalDate.parse("2023-02-28"));
    assertThat(call(LAST_DAY, LocalDate.parse("1900-02-01")))
        .isEqualTo(LocalDate.parse("1900-02-28"));
    assertThat(call(IS_LEAP_YEAR, LocalDate.parse("2000-05-05"))).isEqualTo(true);
    assertThatThrownBy(() -> call(ADD_MONTHS, LocalDate.parse("2024-01-31"), 90_000_000L))
        .isInstanceOf(ComputeException.class)
        .hasMessageContaining("beyond");
    assertThatThrownBy(
            () -> call(ADD_TICKS, LocalDateTime.parse("2024-01-31T00:00"), Long.MAX_VALUE))
        .isInstanceOf(ComputeException.class);
  }

  @Test
  void textIsParsedToItsEnd() {
    TimeParse date = new TimeParse(DType.DATE, true);
    TimeParse time = new TimeParse(DType.timestamp(TimeUnit.MICRO), true);
    assertThat(call(date, "29.2.2024", "%d.%m.%Y")).isEqualTo(LocalDate.parse("2024-02-29"));
    assertThat(call(date, "29.2.2023", "%d.%m.%Y")).isNull();
    assertThat(call(date, "29.2.2024x", "%d.%m.%Y")).isNull();
    assertThat(call(date, "3 FEB 70", "%d %b %y")).isEqualTo(LocalDate.parse("1970-02-03"));
    assertThat(call(date, "2024-366", "%Y-%j")).isEqualTo(LocalDate.parse("2024-12-31"));
    assertThat(call(time, "12:05:07.25 AM 2024", "%I:%M:%S.%f %p %Y"))
        .isEqualTo(LocalDateTime.parse("2024-01-01T00:05:07.250"));
    assertThat(call(time, "24:00", "%H:%M")).isNull();
    assertThat(
            call(
                new TimeParse(DType.timestamp(TimeUnit.MICRO, "UTC"), false),
                "2024-05-06T07:08:09+02:30",
                "%FT%T%z"))
        .isEqualTo(Instant.parse("2024-05-06T04:38:09Z"));
    assertThatThrownBy(() -> call(new TimeParse(DType.DATE, false), "today", "%F"))
        .isInstanceOf(ComputeException.class)
        .hasMessageContaining("'today' is no date as '%F' says");
    assertThatThrownBy(() -> call(date, "x", "%Q"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("there is no field %Q");
  }

  @Test
  void partsMakeTimes() {
    assertThat(call(MAKE_DATE, 2024L, 2L, 29L)).isEqualTo(LocalDate.parse("2024-02-29"));
    assertThat(call(MAKE_TIMESTAMP, 2024L, 2L, 29L, 23L, 59L, 1.5))
        .isEqualTo(LocalDateTime.parse("2024-02-29T23:59:01.500"));
    assertThatThrownBy(() -> call(MAKE_DATE, 2023L, 2L, 29L))
        .isInstanceOf(ComputeException.class)
        .hasMessageContaining("2023-2-29");
    assertThatThrownBy(() -> call(MAKE_TIMESTAMP, 2023L, 2L, 2L, 24L, 0L, 0.0))
        .isInstanceOf(ComputeException.class);
    assertThat(call(new FromEpoch(DType.timestamp(TimeUnit.MILLI)), -1L))
        .isEqualTo(LocalDateTime.parse("1969-12-31T23:59:59.999"));
    assertThat(call(EPOCH_SECONDS, LocalDateTime.parse("1969-12-31T23:59:59.999"))).isEqualTo(-1L);
  }

  @Test
  void whatMakesNoSenseIsRefusedAtTheCall() {
    Expr day = Exprs.literal(LocalDate.EPOCH);
    Expr time = new Expr.Column("t", DType.timestamp(TimeUnit.SECOND));
    assertThatThrownBy(() -> Times.plus(day, Duration.ofHours(1)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("needs a timestamp");
    assertThatThrownBy(() -> Times.plus(time, Duration.ofMillis(1)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("cast to a finer one");
    assertThatThrownBy(() -> Times.inZone("Europe/Oslo", time))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("atZone");
    assertThatThrownBy(() -> Times.atZone(new AtZone("Mars/Base", Ambiguity.NULL), time))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("Mars/Base");
  }
}
