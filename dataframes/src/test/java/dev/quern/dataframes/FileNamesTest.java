package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.range;
import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readIpc;
import static dev.quern.dataframes.Frames.readJson;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.merge.SchemaMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The path of a row's file as a column. */
class FileNamesTest {
  @TempDir Path folder;

  private static List<List<@Nullable Object>> rows(DataFrame frame) {
    try (Table table = frame.collect()) {
      return AnyMemory.exact(table);
    }
  }

  /* The numbers up to the file's own. */
  private String file(String name, long count) {
    String path = folder.resolve(name).toString();
    DataFrame rows = range(count);
    switch (name.substring(name.lastIndexOf('.'))) {
      case ".csv" -> rows.writeCsv(path);
      case ".ndjson" -> rows.writeJson(path);
      case ".arrow" -> rows.writeIpc(path);
      default -> rows.writeParquet(path);
    }
    return path;
  }

  private List<List<Object>> named(String ending) {
    return LongStream.rangeClosed(1, 3)
        .boxed()
        .flatMap(
            count ->
                LongStream.range(0, count)
                    .mapToObj(id -> List.<Object>of(id, folder.resolve(count + ending).toString())))
        .toList();
  }

  @Test
  void ofEveryFormat() {
    for (String ending : List.of(".parquet", ".csv", ".ndjson", ".arrow")) {
      LongStream.rangeClosed(1, 3).forEach(count -> file(count + ending, count));
      String all = folder.resolve("*" + ending).toString();
      DataFrame frame =
          switch (ending) {
            case ".csv" -> readCsv(all);
            case ".ndjson" -> readJson(all);
            case ".arrow" -> readIpc(all);
            default -> readParquet(all);
          };
      assertThat(rows(frame.withFileName("file").sort("file", "id"))).isEqualTo(named(ending));
      String last = folder.resolve("3" + ending).toString();
      assertThat(rows(frame.withFileName("file").filter(col("file").eq(last)).select("id")))
          .isEqualTo(List.of(List.of(0L), List.of(1L), List.of(2L)));
    }
    String arrows = folder.resolve("*.arrow").toString();
    assertThat(rows(readIpc(arrows, SchemaMode.UNION).withFileName("file").sort("file", "id")))
        .isEqualTo(named(".arrow"));
  }

  @Test
  void filesThatAFilterExcludesAreNotRead() throws IOException {
    String one = file("1.parquet", 1000);
    String two = file("2.parquet", 10);
    try (RandomAccessFile pages = new RandomAccessFile(one, "rw")) {
      pages.seek(4);
      pages.write(new byte[200]);
    }
    DataFrame all = readParquet(List.of(one, two)).withFileName("file");
    assertThat(
            rows(all.filter(col("file").str().endsWith("2.parquet")).filter(col("file").eq(two))))
        .hasSize(10);
    // Of footers alone.
    assertThat(rows(all.groupBy("file").agg(max("id").as("last")).sort("file")))
        .isEqualTo(List.of(List.of(one, 999L), List.of(two, 9L)));
  }

  @Test
  void besideFolders() {
    range(6)
        .withColumn("part", col("id").mod(2))
        .writeParquet(
            folder.resolve("parts").toString(), WriteOptions.DEFAULTS.withPartitionBy("part"));
    DataFrame frame = readParquet(folder.resolve("parts").toString()).withFileName("file");
    assertThat(frame.schema().names()).containsExactly("id", "part", "file");
    List<List<@Nullable Object>> rows =
        rows(frame.withColumn("file", col("file").str().contains("part=1")).sort("id"));
    assertThat(rows)
        .startsWith(List.of(0L, 0L, false), List.of(1L, 1L, true), List.of(2L, 0L, false));
    assertThat(rows(frame.filter(col("part").eq(1)).select("id", "part").sort("id")))
        .isEqualTo(List.of(List.of(1L, 1L), List.of(3L, 1L), List.of(5L, 1L)));
  }

  @Test
  void refusals() {
    DataFrame frame = readParquet(file("1.parquet", 3));
    assertThatThrownBy(() -> frame.withFileName("id"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("there is a column id already");
    assertThatThrownBy(() -> frame.filter(col("id").gt(1)).withFileName("file"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("right behind what reads the files");
    assertThatThrownBy(() -> range(3).withFileName("file"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("of no files");
  }
}
