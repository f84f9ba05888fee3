package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.readIpc;
import static dev.quern.dataframes.Frames.readJson;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.engine.io.merge.SchemaMode.FIRST;
import static dev.quern.engine.io.merge.SchemaMode.SAME;
import static dev.quern.engine.io.merge.SchemaMode.UNION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.engine.DataException;
import dev.quern.engine.io.merge.SchemaMode;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose columns have changed over time as one table. */
class MergedFilesTest {
  record Old(long id, int count, LocalDate at, @Nullable String gone) {}

  record New(long id, double count, LocalDateTime at, boolean fresh) {}

  private static final List<Old> OLD =
      IntStream.range(0, 500)
          .mapToObj(i -> new Old(i, i * 3, LocalDate.ofEpochDay(i), i % 4 == 0 ? null : "g" + i))
          .toList();
  private static final List<New> NEW =
      IntStream.range(500, 900)
          .mapToObj(
              i -> new New(i, i / 2.0, LocalDateTime.of(2024, 1, 1, 0, 0).plusHours(i), i % 2 == 0))
          .toList();

  @TempDir Path folder;
  private Session session;

  @BeforeEach
  void open() {
    session = Session.local().workers(2).memory("1g").open();
  }

  @AfterEach
  void close() {
    session.close();
  }

  private static List<List<@Nullable Object>> rows(DataFrame frame) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (Table table = frame.collect()) {
      for (long row = 0; row < table.rows(); row++) {
        @Nullable Object[] values = new Object[table.schema().size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = table.get(row, table.schema().field(i).name());
        }
        rows.add(Arrays.asList(values));
      }
    }
    return rows;
  }

  private DataFrame twoFiles(boolean parquet, SchemaMode mode) {
    DataFrame old = Frames.of(Old.class, OLD).toFrame();
    DataFrame fresh = Frames.of(New.class, NEW).toFrame();
    if (parquet) {
      old.writeParquet(folder + "/data/1.parquet");
      fresh.writeParquet(folder + "/data/2.parquet");
      return readParquet(folder + "/data", mode);
    }
    old.writeIpc(folder + "/data/1.arrow");
    fresh.writeIpc(folder + "/data/2.arrow");
    return readIpc(folder + "/data", mode);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void unionHasAllColumnsInTypesThatHoldAllValues(boolean parquet) {
    session.run(
        () -> {
          DataFrame both = twoFiles(parquet, UNION);
          assertThat(both.schema().names()).containsExactly("id", "count", "at", "gone", "fresh");
          assertThat(both.schema().field("count").type()).isEqualTo(DType.FLOAT64);
          assertThat(both.schema().field("at").type()).isEqualTo(DType.timestamp(TimeUnit.MICRO));
          List<List<@Nullable Object>> rows = rows(both);
          assertThat(rows).hasSize(900);
          assertThat(rows.get(499))
              .isEqualTo(
                  Arrays.asList(
                      499L, 1497.0, LocalDate.ofEpochDay(499).atStartOfDay(), "g499", null));
          assertThat(rows.get(500))
              .isEqualTo(Arrays.asList(500L, 250.0, NEW.getFirst().at(), null, true));
        });
  }

  @Test
  void firstHasTheColumnsOfTheFirst() {
    session.run(
        () -> {
          DataFrame both = twoFiles(true, FIRST);
          assertThat(both.schema().names()).containsExactly("id", "count", "at", "gone");
          assertThat(rows(both.select("gone", "id")).get(899)).isEqualTo(Arrays.asList(null, 899L));
        });
  }

  @Test
  void filtersMeanTheSameWhetherAFileHasTheColumnOrNot() {
    session.run(
        () -> {
          DataFrame both = twoFiles(true, UNION);
          assertThat(both.filter(col("gone").eq("g7")).count()).isEqualTo(1);
          assertThat(both.filter(col("gone").isNull()).count()).isEqualTo(125 + 400);
          assertThat(both.filter(col("gone").eq("g7").or(col("fresh"))).count()).isEqualTo(201);
          assertThat(both.filter(col("gone").eq("g7").or(col("id").ge(890))).count()).isEqualTo(11);
          assertThat(both.filter(col("gone").isNull().or(col("id").lt(3))).count()).isEqualTo(527);
          assertThat(both.filter(col("fresh").isNull().and(col("id").lt(10))).count())
              .isEqualTo(10);
          assertThat(both.filter(col("count").gt(1000.5)).count())
              .isEqualTo(OLD.stream().filter(o -> o.count() > 1000.5).count());
          assertThat(both.filter(col("fresh")).count()).isEqualTo(200);
          assertThat(both.count()).isEqualTo(900);
        });
  }

  @Test
  void theSameMeansTheSame() {
    session.run(
        () ->
            assertThatThrownBy(() -> twoFiles(true, SAME))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1.parquet")
                .hasMessageContaining("2.parquet"));
  }

  @Test
  void typesThatDoNotGoTogetherNameBothFiles() {
    session.run(
        () -> {
          DataFrame old = Frames.of(Old.class, OLD).toFrame();
          old.writeParquet(folder + "/data/1.parquet");
          old.withColumn("count", lit("many")).writeParquet(folder + "/data/2.parquet");
          assertThatThrownBy(() -> readParquet(folder + "/data", UNION))
              .isInstanceOf(DataException.class)
              .hasMessageContaining("column 'count' is int32 in parquet")
              .hasMessageContaining("1.parquet but utf8 in")
              .hasMessageContaining("2.parquet: read the files apart and cast one");
        });
  }

  @Test
  void foldersOfValuesAreMergedToo() throws IOException {
    session.run(
        () -> {
          Frames.of(Old.class, OLD).toFrame().writeParquet(folder + "/data/year=2023/a.parquet");
          Frames.of(New.class, NEW).toFrame().writeParquet(folder + "/data/year=2024/a.parquet");
          DataFrame both = readParquet(folder + "/data", UNION);
          assertThat(both.schema().names())
              .containsExactly("id", "count", "at", "gone", "fresh", "year");
          assertThat(
                  rows(both.filter(col("year").eq(2024)).select("year", "gone", "id")).getFirst())
              .isEqualTo(Arrays.asList(2024L, null, 500L));
        });
    Path first = Files.createDirectories(folder.resolve("json/year=1"));
    Path second = Files.createDirectories(folder.resolve("json/year=2"));
    Files.writeString(first.resolve("a.json"), "{\"x\":1}\n");
    Files.writeString(second.resolve("a.json"), "{\"x\":1.5,\"y\":\"z\"}\n");
    session.run(
        () ->
            assertThat(rows(readJson(folder + "/json")))
                .containsExactly(Arrays.asList(1.0, null, 1L), Arrays.asList(1.5, "z", 2L)));
  }

  @Test
  void aTaskReadsManySmallFiles() throws IOException {
    int files = 1200;
    for (int i = 0; i < files; i++) {
      Files.writeString(
          folder.resolve("%05d.json".formatted(i)),
          i % 2 == 0 ? "{\"id\":%d}\n".formatted(i) : "{\"id\":%d,\"odd\":true}\n\n".formatted(i));
    }
    session.run(
        () -> {
          DataFrame all = readJson(folder.toString());
          assertThat(FrameLowering.lower(all.plan()).graph().size()).isLessThan(20);
          try (Table rows = all.collect()) {
            assertThat(rows.longs("id"))
                .isEqualTo(IntStream.range(0, files).mapToLong(i -> i).toArray());
          }
          assertThat(all.filter(col("odd")).count()).isEqualTo(files / 2);
          assertThat(all.limit(3).count()).isEqualTo(3);
        });
  }
}
