package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.countDistinct;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.std;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Groups that are merged in parts, in much memory and in too little for their states: the same
 * rows, to the last bit and in the same order, and those of DuckDB.
 */
class FrameGroupsTest {
  private static final String ROWS =
      """
      SELECT CASE WHEN i % 3 = 0 THEN 7 WHEN i % 1001 = 0 THEN NULL
                  ELSE (hash(i) % 40000)::BIGINT END AS k,
             'a key of more than 12 bytes ' || hash(i) % 5 AS s,
             (hash(i + 1) % 1000003) / 997.0::DOUBLE AS x,
             (hash(i + 2) % 40000)::INTEGER AS n,
             'text ' || hash(i + 3) % 30000 AS t
      FROM range(60000) r(i)\
      """;

  @TempDir Path folder;

  @Test
  void manyGroupsAreTheSameInAnyMemory() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      Path file = duck.parquet(folder.resolve("rows.parquet"), ROWS, 20_480);
      DataFrame grouped =
          readParquet(file.toString())
              .groupBy("k", "s")
              .agg(
                  count().as("rows"),
                  sum("x").as("sum"),
                  mean("n").as("mean"),
                  std("x").as("std"),
                  min("t").as("least"),
                  max("n").as("most"),
                  countDistinct("n").as("kinds"));
      List<List<@Nullable Object>> rows = AnyMemory.rows(grouped);
      assertThat(DuckOracle.sorted(rows))
          .isEqualTo(
              DuckOracle.sorted(
                  duck.rows(
                      """
                      SELECT k, s, count(*), sum(x), avg(n), stddev(x), min(t), max(n),
                             count(DISTINCT n)
                      FROM '%s' GROUP BY k, s\
                      """
                          .formatted(file))));
    }
  }

  @Test
  void distinctRowsAndUnionsAreTheSameInAnyMemory() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      Path file = duck.parquet(folder.resolve("rows.parquet"), ROWS, 20_480);
      DataFrame some = readParquet(file.toString()).select("k", "t");
      DataFrame distinct = some.union(some.filter(col("k").gt(100))).distinct();
      List<List<@Nullable Object>> rows = AnyMemory.rows(distinct);
      assertThat(DuckOracle.sorted(rows))
          .isEqualTo(
              DuckOracle.sorted(duck.rows("SELECT DISTINCT k, t FROM '%s'".formatted(file))));
    }
  }

  @Test
  void rowsThatAreNearlyAGroupEachAreTheSameInAnyMemory() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      for (int part = 0; part < 3; part++) {
        duck.parquet(
            folder.resolve("in%d.parquet".formatted(part)),
            ROWS.replace("range(60000)", "range(%d, %d)".formatted(part * 30_000, 60_000))
                .replace("i % 3 = 0", "i % 10 = 0"),
            20_480);
      }
      String files = folder.resolve("in*.parquet").toString();
      DataFrame grouped =
          readParquet(files)
              .groupBy("t", "k")
              .agg(
                  sum("x").as("sum"),
                  mean("n").as("mean"),
                  std("x").as("std"),
                  max("s").as("most"),
                  countDistinct("n").as("kinds"));
      assertThat(DuckOracle.sorted(AnyMemory.rows(grouped)))
          .isEqualTo(
              DuckOracle.sorted(
                  duck.rows(
                      """
                      SELECT t, k, sum(x), avg(n), stddev(x), max(s), count(DISTINCT n)
                      FROM '%s' GROUP BY t, k\
                      """
                          .formatted(files))));
    }
  }

  @Test
  void aFolderHasNoEmptyFileForEachRangeOfFewGroups() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      for (int part = 0; part < 20; part++) {
        duck.parquet(
            folder.resolve("in%02d.parquet".formatted(part)),
            "SELECT i %% 3 AS k, i AS v FROM range(%d, %d) r(i)".formatted(part, part + 10),
            2048);
      }
    }
    DataFrame grouped =
        readParquet(folder.resolve("in*.parquet").toString()).groupBy("k").agg(sum("v").as("s"));
    Path out = folder.resolve("out");
    grouped.writeParquet(out.toString());
    Path none = folder.resolve("none");
    grouped.filter(col("k").gt(5)).writeParquet(none.toString());
    assertThat(out.toFile().list()).containsExactly("part-00000.parquet");
    assertThat(none.toFile().list()).containsExactly("part-00000.parquet");
    assertThat(readParquet(out.toString()).count()).isEqualTo(3);
    assertThat(readParquet(none.toString()).schema()).isEqualTo(grouped.schema());
  }
}
