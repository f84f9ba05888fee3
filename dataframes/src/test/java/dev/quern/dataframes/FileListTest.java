package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readJson;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.io.csv.CsvOptions;
import dev.quern.engine.io.json.JsonOptions;
import dev.quern.engine.io.merge.SchemaMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that several paths name, as one table in the order of the paths. */
class FileListTest {
  private static final WriteOptions BY_YEAR = WriteOptions.DEFAULTS.withPartitionBy("year");

  record Row(long id, @Nullable String name) {}

  @TempDir Path folder;

  private static DataFrame rows(long... ids) {
    return Frames.of(Map.of("id", ids))
        .withColumn("name", when(col("id").gt(1)).then("large").otherwise("small"));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static Row row(long id) {
    return new Row(id, id > 1 ? "large" : "small");
  }

  @Test
  void rowsAreInTheOrderOfThePaths() {
    rows(3, 1).writeParquet(path("b.parquet"));
    rows(2).writeParquet(path("a.parquet"));
    List<String> paths = List.of(path("b.parquet"), path("a.*"), path("b.parquet"));
    assertThat(readParquet(paths).toRecords(Row.class))
        .containsExactly(row(3), row(1), row(2), row(3), row(1));

    rows(3, 1).writeCsv(path("b.csv"));
    rows(2).writeCsv(path("a.csv.gz"));
    assertThat(
            readCsv(List.of(path("b.csv"), path("a.csv.gz")), CsvOptions.DEFAULTS)
                .toRecords(Row.class))
        .containsExactly(row(3), row(1), row(2));

    rows(3).writeJson(path("b.ndjson"));
    rows(2).writeJson(path("a.ndjson"));
    assertThat(
            readJson(List.of(path("b.ndjson"), path("a.ndjson")), JsonOptions.DEFAULTS)
                .toRecords(Row.class))
        .containsExactly(row(3), row(2));
  }

  @Test
  void namesOfFoldersAreColumns() {
    rows(1, 2).withColumn("year", lit(2023L)).writeParquet(path("old"), BY_YEAR);
    rows(3)
        .withColumn("year", lit(2024L))
        .writeParquet(path("old"), BY_YEAR.withMode(SaveMode.APPEND));
    List<String> paths = List.of(path("old/year=2024"), path("old/year=2023"));
    DataFrame both = readParquet(paths);
    assertThat(both.schema().names()).containsExactly("id", "name", "year");
    assertThat(both.filter(col("year").eq(2023)).select("id", "name").toRecords(Row.class))
        .containsExactly(row(1), row(2));
    assertThat(both.select("id", "name").toRecords(Row.class))
        .containsExactly(row(3), row(1), row(2));
  }

  @Test
  void csvFilesOfOtherColumnsAreMergedByName() {
    rows(1).writeCsv(path("a.csv"));
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("more", new boolean[] {true});
    columns.put("id", new double[] {2.5});
    Frames.of(columns).writeCsv(path("b.csv"));
    List<String> paths = List.of(path("a.csv"), path("b.csv"));

    record Merged(double id, @Nullable String name, @Nullable Boolean more) {}
    assertThat(readCsv(paths, CsvOptions.DEFAULTS, SchemaMode.UNION).toRecords(Merged.class))
        .isEqualTo(Arrays.asList(new Merged(1, "small", null), new Merged(2.5, null, true)));
    assertThatThrownBy(() -> readCsv(paths, CsvOptions.DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("b.csv");
  }

  @Test
  void ofNoPathsThereIsNothingToRead() {
    assertThatThrownBy(() -> readParquet(List.of()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("the list of paths is empty");
  }
}
