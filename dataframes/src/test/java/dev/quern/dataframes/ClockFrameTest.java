package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.csv.CsvOptions;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times of day and durations, beside DuckDB's times and microseconds. */
class ClockFrameTest {
  private static final String ROWS =
      """
      SELECT i, (hash(i) % 5)::INTEGER AS g,
             CASE WHEN i % 9 = 0 THEN NULL
                  ELSE TIME '00:00' + to_microseconds((hash(i + 1) % 86400000000)::BIGINT) END AS t,
             TIMESTAMP '2024-01-01' + to_microseconds((hash(i + 2) % 1000000000000)::BIGINT) AS a,
             CASE WHEN i % 7 = 0 THEN NULL
                  ELSE TIMESTAMP '2024-01-05' + to_microseconds((hash(i + 3) % 1000000000000)::BIGINT)
             END AS b,
             DATE '2024-02-27' + (i % 5)::INTEGER AS d
      FROM range(2500) r(i)\
      """;

  @TempDir static Path folder;
  private static DuckFile file = new DuckFile(Path.of(""));

  record Shift(long id, @Nullable LocalTime start, Duration length) {}

  @BeforeAll
  static void write() throws Exception {
    file = DuckFile.write(folder.resolve("times.parquet"), ROWS, 2048);
  }

  @Test
  void timesAreReadFilteredSortedAndGrouped() throws Exception {
    assertThat(file.rows().schema().field("t").type()).isEqualTo(DType.time(TimeUnit.MICRO));
    file.check(
        file.rows()
            .filter(col("t").gt(LocalTime.of(12, 30)).and(col("t").le("18:00:01")))
            .select("t"),
        "SELECT t FROM r WHERE t > TIME '12:30' AND t <= TIME '18:00:01'");
    file.check(file.rows().sort("t", "i").select("t", "i"), "SELECT t, i FROM r ORDER BY t, i");
    file.check(
        file.rows()
            .groupBy("g")
            .agg(min("t").as("a"), max("t").as("b"), count("t").as("n"))
            .sort("g"),
        "SELECT g, min(t), max(t), count(t) FROM r GROUP BY g ORDER BY g");
    file.check(
        file.rows().groupBy("t").agg(count().as("n")).sort("t").limit(5),
        "SELECT t, count(*) FROM r GROUP BY t ORDER BY t NULLS LAST LIMIT 5");
    file.check(
        file.rows().select(col("t").dt().hour().as("h"), col("t").dt().minute().as("m")),
        "SELECT hour(t), minute(t) FROM r");
  }

  @Test
  void timesAreWrittenToParquetAndArrow() throws Exception {
    String parquet = folder.resolve("copy.parquet").toString();
    String arrow = folder.resolve("copy.arrow").toString();
    DataFrame both = file.rows().select(col("t"), col("b").minus(col("a")).as("span"));
    file.rows().select("t").writeParquet(parquet);
    both.writeIpc(arrow);
    file.check(file.rows().select("t"), "SELECT t FROM '" + parquet + "'");
    file.check(
        readIpc(arrow).select(col("t"), col("span").cast(DType.INT64).as("span")),
        "SELECT t, epoch_us(b) - epoch_us(a) FROM r");
    assertThatThrownBy(() -> both.writeParquet(folder.resolve("x.parquet").toString()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("durations");
  }

  @Test
  void sumsAndDifferences() throws Exception {
    Column span = col("b").minus(col("a"));
    file.check(
        file.rows()
            .select(
                span.cast(DType.INT64).as("span"),
                col("a").plus(span).as("b"),
                col("d").plus(span).as("day"),
                col("t").plus(span).as("later"),
                col("t").minus(span).as("before"),
                col("t").plus(Duration.ofHours(5)).as("five"),
                span.plus(Duration.ofSeconds(1)).cast(DType.INT64).as("more"),
                span.gt(Duration.ofHours(30)).as("long")),
        """
        SELECT epoch_us(b) - epoch_us(a), a + (b - a), d + (b - a),
               t + to_microseconds(epoch_us(b) - epoch_us(a)),
               t - to_microseconds(epoch_us(b) - epoch_us(a)),
               t + INTERVAL 5 HOUR, epoch_us(b) - epoch_us(a) + 1000000, b - a > INTERVAL 30 HOUR
        FROM r\
        """);
    file.check(
        file.rows()
            .withColumn("span", span)
            .groupBy("g")
            .agg(max("span").as("most"), min("span").as("least"))
            .sort(desc("most"))
            .select(col("g"), col("least").cast(DType.INT64).as("least")),
        """
        SELECT g, min(epoch_us(b) - epoch_us(a)) FROM r GROUP BY g
        ORDER BY max(epoch_us(b) - epoch_us(a)) DESC\
        """);
    assertThatThrownBy(() -> file.rows().select(col("t").plus(col("a")).as("x")))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> file.rows().filter(col("t").gt(col("a"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("time[us]");
  }

  @Test
  void recordsTextAndCsv() throws Exception {
    List<Shift> shifts =
        List.of(
            new Shift(1, LocalTime.of(8, 30), Duration.ofMinutes(90)),
            new Shift(2, null, Duration.ofMillis(-500)));
    DataFrame frame = of(Shift.class, shifts).toFrame();
    assertThat(frame.toRecords(Shift.class)).isEqualTo(shifts);
    Path csv = folder.resolve("shifts.csv");
    frame.writeCsv(csv.toString());
    assertThat(Files.readString(csv))
        .isEqualTo("id,start,length\n1,08:30:00,PT5400S\n2,,PT-0.500000000S\n");
    DataFrame back =
        readCsv(
                csv.toString(),
                CsvOptions.DEFAULTS.withTypes(Map.of("start", DType.time(TimeUnit.NANO))))
            .cast("length", DType.duration(TimeUnit.NANO));
    assertThat(back.toRecords(Shift.class)).isEqualTo(shifts);
    try (Table table = frame.collect()) {
      assertThat(table.text(2)).contains("08:30", "PT1H30M", "time[ns]", "duration[ns]");
    }
  }
}
