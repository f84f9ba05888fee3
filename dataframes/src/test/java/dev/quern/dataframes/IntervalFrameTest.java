package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calendar intervals, beside DuckDB's. */
class IntervalFrameTest {
  private static final String ROWS =
      """
      SELECT i, (hash(i) % 60)::INTEGER - 30 AS m, (hash(i + 1) % 90)::INTEGER - 45 AS d,
             CASE WHEN i % 9 = 0 THEN NULL ELSE (hash(i + 2) % 400000000000)::BIGINT - 200000000000
             END AS u,
             DATE '2023-12-25' + (hash(i + 3) % 800)::INTEGER AS day,
             TIMESTAMP '2024-01-31 10:20:30' + to_microseconds((hash(i + 4) % 100000000000000)::BIGINT)
               AS t
      FROM range(2500) r(i)\
      """;

  @TempDir static Path folder;
  private static String file = "";

  record Plan(long id, @Nullable CalendarInterval every) {}

  @BeforeAll
  static void write() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      file = duck.parquet(folder.resolve("rows.parquet"), ROWS, 2048).toString();
    }
  }

  private static DataFrame rows() {
    return readParquet(file).withColumn("v", interval(col("m"), col("d"), col("u").times(1000)));
  }

  private static void check(DataFrame frame, String sql) throws Exception {
    try (DuckOracle duck = new DuckOracle();
        Table table = frame.collect()) {
      duck.execute(
          "CREATE VIEW r AS SELECT *, to_months(m) + to_days(d) + to_microseconds(u) AS v FROM '%s'"
              .formatted(file));
      assertThat(DuckOracle.rows(table)).isEqualTo(duck.rows(sql));
    }
  }

  private static Object[] parts(String name, Column interval) {
    return new Object[] {
      interval.interval().months().as(name + "m"),
      interval.interval().days().as(name + "d"),
      interval.interval().nanos().as(name + "n")
    };
  }

  private static String parts(String sql) {
    return "12 * year(%1$s) + month(%1$s), day(%1$s), 1000 * (3600000000 * hour(%1$s) + 60000000 * minute(%1$s) + microsecond(%1$s))"
        .formatted(sql);
  }

  @Test
  void sumsWithDatesAndTimestamps() throws Exception {
    CalendarInterval constant = new CalendarInterval(-1, 40, 90_000_000_000L);
    check(
        rows()
            .select(
                col("t").plus(col("v")).as("a"),
                col("t").minus(col("v")).as("b"),
                col("day").plus(col("v")).as("c"),
                col("v").plus(col("day")).as("d"),
                col("t").plus(constant).as("e"),
                col("t").plus(interval(col("m"), 0, 0)).as("f"),
                col("day").minus(interval(1, col("d"), 0)).cast(DType.DATE).as("g")),
        """
        SELECT t + v, t - v, day + v, day + v, t + INTERVAL '-1 month 40 days 90 seconds',
               t + to_months(m), (day - (INTERVAL 1 MONTH + to_days(d)))::DATE
        FROM r\
        """);
  }

  @Test
  void sumsAndMultiplesOfIntervals() throws Exception {
    Column sum =
        col("v").plus(interval(col("d"), 1, 0)).minus(new CalendarInterval(0, 3, 0)).times(3);
    check(
        rows().select(parts("a", sum)),
        "SELECT "
            + parts("((v + to_months(d) + INTERVAL 1 DAY - INTERVAL 3 DAY) * 3)")
            + " FROM r");
    Column negated = col("v").negate().plus(Duration.ofSeconds(5)).plus(Period.ofDays(2));
    check(
        rows().select(parts("a", negated)),
        "SELECT " + parts("(INTERVAL 5 SECOND + INTERVAL 2 DAY - v)") + " FROM r");
  }

  @Test
  void clocksOfAZoneAreChangedOnTheWay() {
    Instant before = Instant.parse("2024-03-30T11:00:00Z");
    record Row(Instant t) {}
    DataFrame frame =
        of(Row.class, List.of(new Row(before)))
            .toFrame()
            .select(col("t").dt().inZone("Europe/Oslo").as("t"))
            .select(
                col("t").plus(interval(0, 1, 0)).as("day"),
                col("t").plus(interval(0, 0, 86_400_000_000_000L)).as("hours"),
                col("t").plus(interval(-1, -1, 0)).as("short"));
    try (Table table = frame.collect()) {
      assertThat(table.get(0, "day")).isEqualTo(Instant.parse("2024-03-31T10:00:00Z"));
      assertThat(table.get(0, "hours")).isEqualTo(Instant.parse("2024-03-31T11:00:00Z"));
      assertThat(table.get(0, "short")).isEqualTo(Instant.parse("2024-02-28T11:00:00Z"));
    }
  }

  @Test
  void anIntervalBetweenLeadsThere() throws Exception {
    DataFrame frame =
        rows()
            .withColumn("from", col("day").cast(DType.timestamp(TimeUnit.MICRO)))
            .withColumn("age", intervalBetween(col("from"), col("t")));
    check(
        frame.filter(col("from").le(col("t"))).select(col("from").plus(col("age")).as("t")),
        "SELECT t FROM r WHERE day <= t");
    LocalDate[] days = {LocalDate.of(1957, 6, 13), LocalDate.of(2001, 4, 10)};
    record Days(LocalDate a, LocalDate b) {}
    try (Table table =
        of(Days.class, List.of(new Days(days[0], days[1])))
            .toFrame()
            .select(
                intervalBetween(col("a"), col("b")).as("age"),
                intervalBetween(col("b"), col("a")).as("back"))
            .collect()) {
      CalendarInterval age = CalendarInterval.of(Period.between(days[0], days[1]));
      assertThat(table.get(0, "age")).isEqualTo(age).hasToString("P43Y9M28D");
      assertThat(table.get(0, "back")).hasToString("P-43Y-9M-28D");
    }
  }

  @Test
  void noOrderAndNoKey() {
    assertThatThrownBy(() -> rows().filter(col("v").gt(Period.ofDays(3))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("a month has no fixed length");
    assertThatThrownBy(() -> rows().sort("v")).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> rows().distinct("v")).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> rows().groupBy("v").agg(count())).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> rows().agg(max("v"))).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> rows().join(rows(), on("v"))).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> rows().select(Frames.greatest(col("v"), col("v")).as("x")))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> rows().select(col("v").times(0.5).as("x")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("multiplied by integers");
    assertThatThrownBy(
            () -> rows().select(col("v").times(Integer.MAX_VALUE).as("x")).collect().close())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("longer than an interval can be");
  }

  @Test
  void describedAndSearchedWithoutThem() {
    assertThat(rows().describe().schema().names()).contains("m", "d").doesNotContain("v");
    assertThatThrownBy(
            () -> rows().select(listOf(col("v")).list().contains(Period.ofDays(1)).as("x")))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> rows().select(col("v").in(Period.ofDays(1)).as("x")))
        .isInstanceOf(PlanException.class);
  }

  @Test
  void carriedAlong() throws Exception {
    DataFrame both = rows().select("i", "v").union(rows().select("i", "v").sort(desc("i")));
    try (Table table =
        both.withColumn("v", when(col("i").lt(5)).then(Period.ofMonths(2)).otherwise(col("v")))
            .withColumn("v", coalesce(col("v"), Period.ofDays(1)))
            .groupBy("i")
            .agg(collectList("v").as("all"), count("v").as("n"))
            .sort("i")
            .limit(10)
            .collect()) {
      CalendarInterval two = new CalendarInterval(2, 0, 0);
      assertThat(table.get(4, "all")).isEqualTo(List.of(two, two));
      CalendarInterval day = new CalendarInterval(0, 1, 0);
      assertThat(table.get(9, "all")).isEqualTo(List.of(day, day));
      assertThat(table.get(9, "n")).isEqualTo(2L);
    }
  }

  @Test
  void textAndRecords() throws Exception {
    List<Plan> plans =
        List.of(
            new Plan(1, CalendarInterval.parse("P1Y2M3DT4H5.5S")),
            new Plan(2, null),
            new Plan(3, new CalendarInterval(-14, 2, -1)),
            new Plan(4, new CalendarInterval(0, 0, 0)));
    DataFrame frame = of(Plan.class, plans).toFrame();
    assertThat(frame.toRecords(Plan.class)).isEqualTo(plans);
    Path csv = folder.resolve("plans.csv");
    frame.writeCsv(csv.toString());
    assertThat(Files.readString(csv))
        .isEqualTo("id,every\n1,P1Y2M3DT4H5.5S\n2,\n3,P-1Y-2M2DT-0.000000001S\n4,PT0S\n");
    assertThat(readCsv(csv.toString()).cast("every", DType.INTERVAL).toRecords(Plan.class))
        .isEqualTo(plans);
    Path json = folder.resolve("plans.json");
    frame.writeJson(json.toString());
    assertThat(Files.readString(json)).contains("\"every\":\"P1Y2M3DT4H5.5S\"");
    try (Table table = frame.collect()) {
      assertThat(table.text(4)).contains("P1Y2M3DT4H5.5S", "interval");
    }
    assertThat(CalendarInterval.of(Duration.ofMinutes(-90))).hasToString("PT-1H-30M");
    assertThat(CalendarInterval.parse("-P2WT1.25S"))
        .isEqualTo(new CalendarInterval(0, -14, -1_250_000_000L));
    for (String bad : List.of("", "P", "1D", "PT", "P1YT", "P1.5D", "P99999999999M")) {
      assertThatThrownBy(() -> CalendarInterval.parse(bad)).isInstanceOf(DateTimeException.class);
    }
    for (CalendarInterval one :
        List.of(
            new CalendarInterval(Integer.MIN_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE),
            new CalendarInterval(11, -7, -59_999_999_999L))) {
      assertThat(CalendarInterval.parse(one.toString())).isEqualTo(one);
    }
  }

  @Test
  void filesKeepIt() throws Exception {
    DataFrame frame =
        rows()
            .select(
                col("i"),
                interval(
                        col("m").abs(),
                        col("d").abs(),
                        col("u").abs().quotient(1000).times(1_000_000))
                    .as("v"));
    String parquet = folder.resolve("v.parquet").toString();
    frame.writeParquet(parquet);
    assertThat(readParquet(parquet).schema()).isEqualTo(frame.schema());
    try (DuckOracle duck = new DuckOracle();
        Table table = readParquet(parquet).select(parts("v", col("v"))).collect()) {
      assertThat(DuckOracle.rows(table))
          .isEqualTo(duck.rows("SELECT " + parts("v") + " FROM '" + parquet + "'"));
    }
    assertThatThrownBy(() -> rows().writeParquet(folder.resolve("x.parquet").toString()))
        .isInstanceOf(ComputeException.class)
        .hasMessageContaining("in row 1 of a batch")
        .hasMessageContaining("whole milliseconds");
    String arrow = folder.resolve("v.arrow").toString();
    rows().writeIpc(arrow);
    assertThat(readIpc(arrow).schema().field("v").type()).isEqualTo(DType.INTERVAL);
    check(readIpc(arrow).select(parts("v", col("v"))), "SELECT " + parts("v") + " FROM r");
  }
}
