package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.type.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders whose names are values of columns, as DuckDB writes and reads them. */
class FrameFoldersTest {
  @TempDir Path folder;

  private void write(DuckOracle duck) throws Exception {
    duck.execute(
        """
        COPY (SELECT i, i * 0.5 AS x, 2020 + i %% 3 AS year,
              CASE WHEN i %% 5 = 0 THEN NULL ELSE 'a/b ' || i %% 2 END AS kind,
              DATE '2024-01-01' + (i %% 2)::INTEGER AS day FROM range(1000) r(i))
        TO '%s' (FORMAT parquet, PARTITION_BY (year, kind, day))\
        """
            .formatted(folder.resolve("sales")));
  }

  @Test
  void foldersAreColumns() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      write(duck);
      DataFrame sales = readParquet(folder.resolve("sales").toString());
      assertThat(sales.schema().field("year").type()).isEqualTo(DType.INT64);
      assertThat(sales.schema().field("kind").type()).isEqualTo(DType.UTF8);
      assertThat(sales.schema().field("day").type()).isEqualTo(DType.DATE);
      String from =
          " FROM read_parquet('%s/**/*.parquet', hive_partitioning = true)"
              .formatted(folder.resolve("sales"));
      assertThat(DuckOracle.sorted(AnyMemory.rows(sales.select("i", "x", "year", "kind", "day"))))
          .isEqualTo(DuckOracle.sorted(duck.rows("SELECT i, x, year, kind, day" + from)));
      assertThat(
              DuckOracle.sorted(
                  AnyMemory.rows(
                      sales.groupBy("kind", "day").agg(count().as("n"), sum("year").as("s")))))
          .isEqualTo(
              DuckOracle.sorted(
                  duck.rows(
                      "SELECT kind, day, count(*), sum(year)" + from + " GROUP BY kind, day")));
    }
  }

  @Test
  void foldersThatAFilterExcludesAreNotRead() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      write(duck);
    }
    String all = folder.resolve("sales").toString();
    DataFrame some = readParquet(all).filter(col("year").eq(2021).and(col("day").gt("2024-01-01")));
    assertThat(AnyMemory.rows(some.agg(count().as("n"), sum("i").as("s"))))
        .isEqualTo(
            AnyMemory.rows(
                readParquet(all)
                    .select("i", "year", "day")
                    .filter(col("i").mod(2).eq(1).and(col("i").mod(3).eq(1)))
                    .agg(count().as("n"), sum("i").as("s"))));
    // A file that is no Parquet any more is not noticed where it is not read: only its footer was.
    DataFrame known =
        readParquet(all)
            .filter(col("kind").isNull().and(col("year").lt(2021)))
            .agg(count().as("n"), sum("i").as("s"));
    List<List<@Nullable Object>> before = AnyMemory.rows(known);
    try (var files = Files.walk(folder.resolve("sales").resolve("year=2022"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.write(file, new byte[100]);
      }
    }
    assertThat(AnyMemory.rows(known)).isEqualTo(before);
    assertThat((Long) before.getFirst().getFirst()).isPositive();
  }

  @Test
  void oneFolderAloneHasItsColumnToo() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      write(duck);
    }
    DataFrame one = readParquet(folder.resolve("sales/year=2021/**.parquet").toString());
    assertThat(one.schema().names()).containsExactly("i", "x", "year", "kind", "day");
    assertThat(AnyMemory.rows(one.distinct("year"))).hasSize(1);
  }

  @Test
  void csvToo() throws Exception {
    for (int year : new int[] {2023, 2024}) {
      Path file = folder.resolve("csv/year=%d/part.csv".formatted(year));
      Files.createDirectories(file.getParent());
      Files.writeString(file, "a,b\n%d,x\n".formatted(year * 2));
    }
    assertThat(AnyMemory.rows(readCsv(folder.resolve("csv").toString())).toString())
        .isEqualTo("[[4046, x, 2023], [4048, x, 2024]]");
  }

  @Test
  void foldersMustBeAlike() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      for (String name : new String[] {"mixed/year=1/a.parquet", "mixed/month=1/a.parquet"}) {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        duck.parquet(file, "SELECT 1 AS i", 2048);
      }
      for (String name : new String[] {"types/k=1/a.parquet", "types/k=2/a.parquet"}) {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        duck.parquet(file, name.contains("k=1") ? "SELECT 1 AS i" : "SELECT 'x' AS i", 2048);
      }
    }
    assertThatThrownBy(() -> readParquet(folder.resolve("mixed").toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("folders alike");
    assertThatThrownBy(() -> readParquet(folder.resolve("types").toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column 'i' is int32");
  }
}
