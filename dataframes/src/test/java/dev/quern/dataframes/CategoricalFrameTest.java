package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static dev.quern.engine.type.DType.categorical;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.io.csv.CsvOptions;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names with an order of their own. */
class CategoricalFrameTest {
  private static final CategoricalType SIZE = categorical("small", "medium", "large");

  @TempDir Path folder;

  enum Size {
    SMALL,
    MEDIUM,
    LARGE
  }

  record Item(long id, @Nullable String size, long price) {}

  record Sized(long id, @Nullable Size size) {}

  private static DataFrame texts() {
    List<Item> items = new ArrayList<>();
    String[] sizes = {"large", "small", null, "medium", "small", "large", "large"};
    for (int i = 0; i < sizes.length; i++) {
      items.add(new Item(i, sizes[i], 10L * i));
    }
    return of(Item.class, items).toFrame();
  }

  private static DataFrame items() {
    return texts().cast("size", SIZE);
  }

  private static List<@Nullable Object> column(DataFrame frame, String name) {
    List<@Nullable Object> values = new ArrayList<>();
    try (Table table = frame.collect()) {
      for (long row = 0; row < table.rows(); row++) {
        values.add(table.get(row, name));
      }
    }
    return values;
  }

  @Test
  void theOrderIsThatOfTheNames() {
    assertThat(column(items().sort("size", "id"), "size"))
        .containsExactly("small", "small", "medium", "large", "large", "large", null);
    assertThat(column(items().filter(col("size").lt("medium")), "id")).containsExactly(1L, 4L);
    assertThat(column(items().filter(col("size").ge("medium")), "id"))
        .containsExactly(0L, 3L, 5L, 6L);
    assertThat(column(items().filter(col("size").between("small", "medium")), "id"))
        .containsExactly(1L, 3L, 4L);
    assertThat(column(items().filter(col("size").in("small", "large")), "id"))
        .containsExactly(0L, 1L, 4L, 5L, 6L);
    assertThat(column(items().filter(col("size").eq(col("size"))), "id")).hasSize(6);
    DataFrame ends =
        items()
            .agg(
                min("size").as("least"),
                max("size").as("most"),
                first("size").as("first"),
                last("size").as("last"),
                mode("size").as("mode"),
                countDistinct("size").as("n"));
    assertThat(ends.schema().field("most").type()).isEqualTo(SIZE);
    try (Table table = ends.collect()) {
      assertThat(table.get(0, "least")).isEqualTo("small");
      assertThat(table.get(0, "most")).isEqualTo("large");
      assertThat(table.get(0, "first")).isEqualTo("large");
      assertThat(table.get(0, "last")).isEqualTo("large");
      assertThat(table.get(0, "mode")).isEqualTo("large");
      assertThat(table.get(0, "n")).isEqualTo(3L);
    }
    assertThat(column(items().select(rank().over(partitionBy().orderBy("size")).as("r")), "r"))
        .containsExactlyInAnyOrder(4L, 1L, 7L, 3L, 1L, 4L, 4L);
  }

  @Test
  void groupsAndJoinsByIt() {
    DataFrame groups = items().groupBy("size").agg(sum("price").as("price")).sort("size");
    assertThat(column(groups, "size")).containsExactly("small", "medium", "large", null);
    assertThat(column(groups, "price")).containsExactly(50L, 30L, 110L, 20L);
    assertThat(items().join(groups.drop("price"), on("size")).count()).isEqualTo(6);
    // Text and names meet as text; names of different types do not.
    assertThat(texts().join(groups.drop("price"), on("size")).count()).isEqualTo(6);
    assertThat(column(texts().union(items()), "size")).hasSize(14);
    DataFrame others = items().cast("size", categorical("large", "medium", "small"));
    assertThatThrownBy(() -> items().join(others, on("size")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("cast one of them");
    assertThatThrownBy(() -> items().filter(col("size").eq(col("size").cast(categorical("x")))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("categorical(small, medium, large)");
  }

  @Test
  void anUnknownNameIsAnErrorThatSuggestsTheNearest() {
    assertThatThrownBy(() -> items().filter(col("size").lt("mediun")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("did you mean 'medium'");
    assertThatThrownBy(() -> items().filter(col("size").in("small", "huge")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("'huge' is no name of categorical(small, medium, large)");
    assertThatThrownBy(() -> texts().cast("size", categorical("small", "medium")).collect().close())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("'large' is no name of categorical(small, medium)");
    assertThatThrownBy(() -> texts().filter(col("size").lt(col("size").cast(SIZE))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("which order");
    assertThatThrownBy(() -> categorical("a", "b", "a"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("'a' stands twice");
    assertThatThrownBy(
            () ->
                new CategoricalType(
                    IntStream.rangeClosed(0, CategoricalType.MOST_NAMES)
                        .mapToObj(Integer::toString)
                        .toList()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("as text");
  }

  @Test
  void castsGoByNameAndPlace() {
    CategoricalType two = categorical("large", "small");
    assertThat(column(texts().select(col("size").tryCast(two).as("s")), "s"))
        .containsExactly("large", "small", null, null, "small", "large", "large");
    assertThat(column(items().select(col("size").tryCast(two).as("s")), "s"))
        .containsExactly("large", "small", null, null, "small", "large", "large");
    assertThatThrownBy(() -> items().select(col("size").cast(two).as("s")).collect().close())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("'medium' is no name of categorical(large, small)");
    assertThat(column(items().select(col("size").cast(DType.INT64).as("s")), "s"))
        .containsExactly(2L, 0L, null, 1L, 0L, 2L, 2L);
    DataFrame places = items().select(col("id").minus(2).as("id"));
    assertThat(column(places.select(col("id").tryCast(SIZE).as("s")), "s"))
        .containsExactly(null, null, "small", "medium", "large", null, null);
    assertThatThrownBy(() -> places.select(col("id").cast(SIZE).as("s")).collect().close())
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("-2");
    assertThat(column(items().select(col("size").cast(DType.UTF8).as("s")), "s"))
        .isEqualTo(column(texts(), "size"));
    assertThatThrownBy(() -> items().select(col("size").cast(DType.FLOAT64).as("s")))
        .isInstanceOf(PlanException.class);
  }

  @Test
  void constantsAndTextFunctions() {
    assertThat(
            column(
                items()
                    .select(when(col("price").lt(30)).then("medium").otherwise(col("size")).as("s"))
                    .filter(col("s").ge("medium")),
                "s"))
        .containsExactly("medium", "medium", "medium", "medium", "large", "large");
    assertThat(column(items().fillNull(Map.of("size", "large")), "size")).doesNotContainNull();
    assertThat(column(items().select(coalesce(col("size"), "small").as("s")), "s"))
        .containsExactly("large", "small", "small", "medium", "small", "large", "large");
    List<Item> rows = IntStream.range(0, 5000).mapToObj(i -> new Item(i % 3, null, i)).toList();
    DataFrame many = of(Item.class, rows).toFrame().select(col("id").cast(SIZE).as("size"));
    for (DataFrame frame : List.of(items(), many)) {
      DataFrame texts =
          frame.select(
              col("size"),
              col("size").str().upper().as("upper"),
              col("size").str().contains("l").as("l"),
              col("size").str().length().as("n"));
      try (Table table = texts.collect()) {
        for (long row = 0; row < table.rows(); row++) {
          String name = (String) table.get(row, "size");
          assertThat(table.get(row, "upper")).isEqualTo(name == null ? null : upper(name));
          assertThat(table.get(row, "l")).isEqualTo(name == null ? null : name.contains("l"));
          assertThat(table.get(row, "n")).isEqualTo(name == null ? null : name.length());
        }
      }
    }
    try (Table table = items().collect()) {
      assertThat(table.text(7)).contains("small", "categorical(small, medium, large)");
    }
  }

  private static String upper(String name) {
    return name.toUpperCase(java.util.Locale.ROOT);
  }

  @Test
  void columnsAreMadeOfItsNames() {
    DataFrame dummies = items().dummies("size").drop("price");
    assertThat(dummies.schema().names())
        .containsExactly("id", "size", "size_small", "size_medium", "size_large");
    assertThat(column(dummies, "size_large"))
        .containsExactly(true, false, false, false, false, true, true);
    DataFrame pivot = items().groupBy(col("id").mod(2).as("odd")).pivot("size").agg(count());
    assertThat(pivot.schema().names()).containsExactly("odd", "small", "medium", "large");
    assertThatThrownBy(() -> texts().dummies("size"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("name them");
  }

  @Test
  void recordsHaveItAsTextOrEnum() {
    DataFrame sized =
        items()
            .select(col("id"), col("size").str().upper().cast(categorical(Size.class)).as("size"));
    assertThat(sized.toRecords(Sized.class).getFirst()).isEqualTo(new Sized(0, Size.LARGE));
    assertThat(items().toRecords(Item.class)).isEqualTo(texts().toRecords(Item.class));
    assertThatThrownBy(() -> items().toRecords(Sized.class)).isInstanceOf(PlanException.class);
    assertThat(column(sized.filter(col("size").eq(Size.SMALL)), "id")).containsExactly(1L, 4L);
  }

  @Test
  void filesKeepIt() throws Exception {
    DataFrame frame = items().withColumn("sizes", listOf(col("size"), lit("small").cast(SIZE)));
    List<@Nullable Object> sizes = column(frame, "size");
    String parquet = folder.resolve("a.parquet").toString();
    frame.writeParquet(parquet);
    assertThat(readParquet(parquet).schema()).isEqualTo(frame.schema());
    assertThat(column(readParquet(parquet), "size")).isEqualTo(sizes);
    assertThat(column(readParquet(parquet), "sizes")).isEqualTo(column(frame, "sizes"));
    // Bounds in the file are those of text, where "large" is least.
    assertThat(column(readParquet(parquet).filter(col("size").lt("medium")), "id"))
        .containsExactly(1L, 4L);
    assertThat(column(readParquet(parquet).filter(col("size").gt("medium")), "id"))
        .containsExactly(0L, 5L, 6L);
    assertThat(column(readParquet(parquet).filter(col("size").eq("large")), "id"))
        .containsExactly(0L, 5L, 6L);
    try (DuckOracle duck = new DuckOracle()) {
      assertThat(duck.rows("SELECT size FROM '" + parquet + "'"))
          .isEqualTo(sizes.stream().map(Arrays::asList).toList());
    }
    String arrow = folder.resolve("a.arrow").toString();
    frame.writeIpc(arrow);
    assertThat(readIpc(arrow).schema()).isEqualTo(frame.schema());
    assertThat(column(readIpc(arrow).sort("size", "id"), "size"))
        .isEqualTo(column(items().sort("size", "id"), "size"));
    assertThat(column(readIpc(arrow), "sizes")).isEqualTo(column(frame, "sizes"));
    Path csv = folder.resolve("a.csv");
    items().writeCsv(csv.toString());
    assertThat(Files.readString(csv)).startsWith("id,size,price\n0,large,0\n1,small,10\n2,,20\n");
    CsvOptions typed = CsvOptions.DEFAULTS.withTypes(Map.of("size", SIZE));
    assertThat(column(readCsv(csv.toString(), typed), "size")).isEqualTo(sizes);
    assertThatThrownBy(
            () ->
                readCsv(
                        csv.toString(),
                        CsvOptions.DEFAULTS.withTypes(Map.of("size", categorical("small"))))
                    .collect()
                    .close())
        .hasMessageContaining("large");
    Path json = folder.resolve("a.json");
    items().writeJson(json.toString());
    assertThat(Files.readString(json)).contains("\"size\":\"large\"", "\"size\":null");
  }
}
