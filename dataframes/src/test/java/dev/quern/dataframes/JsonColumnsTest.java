package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of JSON texts, read and written. */
class JsonColumnsTest {
  private static final DType MAP =
      DType.list(DType.struct(Field.of("key", DType.UTF8), Field.of("value", DType.INT64)));

  @TempDir static Path folder;
  private static String file = "";

  record Text(@Nullable String t) {}

  @BeforeAll
  static void write() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      file =
          duck.parquet(
                  folder.resolve("json.parquet"),
                  """
                  SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE
                    {'id': i, 'name': CASE WHEN i % 3 = 0 THEN NULL ELSE 'n"\\' || chr(10) || i END,
                     'tags': CASE WHEN i % 4 = 0 THEN NULL ELSE list_transform(range(i % 5),
                       lambda x: {'x': x / 4, 'on': x % 2 = 0}) END,
                     'day': DATE '2020-02-28' + (i % 4)::INTEGER,
                     'd': ((i - 50)::DECIMAL(10, 2) / 8)::DECIMAL(10, 3)} END AS s,
                    range(i % 4) AS l
                  FROM range(200) r(i)\
                  """,
                  128)
              .toString();
    }
  }

  private static List<@Nullable Object> values(@Nullable String text, Column column) {
    List<Text> rows = List.of(new Text(text), new Text(null));
    try (Table table = of(Text.class, rows).toFrame().select(column.as("c")).collect()) {
      List<@Nullable Object> values = new ArrayList<>();
      AnyMemory.exact(table).forEach(row -> values.add(row.getFirst()));
      assertThat(values.getLast()).isNull();
      return values.subList(0, 1);
    }
  }

  @Test
  void readsWhatItWrote() {
    DataFrame rows = readParquet(file);
    DType struct = rows.schema().field("s").type();
    DataFrame again =
        rows.select(
            col("s"),
            col("s").toJson().str().fromJson(struct).as("r"),
            col("l"),
            col("l").toJson().str().fromJson(DType.list(DType.INT64)).as("m"));
    try (Table table = again.collect()) {
      for (List<@Nullable Object> row : AnyMemory.exact(table)) {
        assertThat(row.get(1)).isEqualTo(row.get(0));
        assertThat(row.get(3)).isEqualTo(row.get(2));
      }
    }
    assertThat(again.filter(col("s").eqNullSafe(col("r"))).count()).isEqualTo(200);
  }

  @Test
  void writesWhatDuckDbReads() throws Exception {
    DataFrame texts = readParquet(file).select(col("s").toJson().as("t"), col("i"));
    String copy = folder.resolve("texts.parquet").toString();
    texts.writeParquet(copy);
    try (DuckOracle duck = new DuckOracle();
        Table table = texts.select("t").collect()) {
      String type =
          "{\"id\":\"BIGINT\",\"name\":\"VARCHAR\",\"tags\":[{\"x\":\"DOUBLE\",\"on\":\"BOOLEAN\"}],\"day\":\"DATE\",\"d\":\"DECIMAL(10,3)\"}";
      assertThat(duck.rows("SELECT from_json(t, '%s') FROM '%s'".formatted(type, copy)))
          .isEqualTo(duck.rows("SELECT s FROM '%s'".formatted(file)));
      assertThat(table.rows()).isEqualTo(200);
    }
  }

  @Test
  void readsByType() {
    DType type =
        DType.struct(
            Field.of("a", DType.INT32),
            Field.of("b", DType.list(DType.FLOAT64)),
            Field.of("c", DType.UTF8),
            Field.of("m", MAP));
    assertThat(
            values(
                " {\"c\": {\"x\": [1, 2]}, \"b\": [1, \"2.5\", null, true], \"zzz\": 1,"
                    + " \"m\": {\"k\": 4, \"l\": 1e400}, \"a\": 7, \"a\": 8} ",
                col("t").str().fromJson(type).field("b")))
        .containsExactly(Arrays.asList(1.0, 2.5, null, null));
    assertThat(values("{\"c\": {\"x\": [1, 2]}}", col("t").str().fromJson(type).field("c")))
        .containsExactly("{\"x\": [1, 2]}");
    assertThat(values("{\"a\": 7, \"a\": 8}", col("t").str().fromJson(type).field("a")))
        .containsExactly(7);
    assertThat(values("{\"a\": [7]}", col("t").str().fromJson(type).field("a")))
        .containsOnlyNulls();
    assertThat(values("[1]", col("t").str().fromJson(type))).containsOnlyNulls();
    assertThat(values("null", col("t").str().fromJson(type))).containsOnlyNulls();
    assertThat(values("12", col("t").str().fromJson(DType.INT64))).containsExactly(12L);
    assertThat(values("{\"k\": 4, \"l\": 5}", col("t").str().fromJson(MAP).list().mapGet("l")))
        .containsExactly(5L);
  }

  @Test
  void readsWhatIsWrittenOverSeveralLines() {
    Column c =
        col("t").str().tryFromJson(DType.struct(Field.of("c", DType.UTF8), Field.of("m", MAP)));
    String text = "\n{\"c\":\n [1,\r\n\t{\"x\": \"\\n\"} ]\n,\"m\":{\n\"k\\u00e9\": 5}\n}\n";
    assertThat(values(text, c.field("c"))).containsExactly("[1,\r\n\t{\"x\": \"\\n\"} ]");
    assertThat(values(text, c.field("m").list().mapGet("ké"))).containsExactly(5L);
    assertThat(values("{\"c\": \"tab\\t, \\ud83d\\ude00 and \\\"quotes\\\"\"}", c.field("c")))
        .containsExactly("tab\t, 😀 and \"quotes\"");
    // Within a string a line feed is an escape, and half a pair of surrogates is no character.
    for (String wrong :
        List.of(
            "{\"c\": \"a\nb\"}",
            "{\"c\": \"\\ud83d\"}",
            "",
            " ",
            "{\"c\": 01}",
            "[1] 2",
            "\u00e9")) {
      assertThat(values(wrong, c)).as("%s", wrong).containsOnlyNulls();
    }
    String deep = "[".repeat(600) + "]".repeat(600);
    assertThat(values(deep, col("t").str().tryFromJson(DType.list(DType.UTF8))))
        .containsOnlyNulls();
    String wide = "[\"" + "x".repeat(100_000) + "\"]";
    assertThat(values(wide, col("t").str().tryFromJson(DType.list(DType.UTF8)).list().get(0)))
        .containsExactly("x".repeat(100_000));
  }

  @Test
  void kindsAndKeys() {
    Column type = col("t").str().jsonType();
    assertThat(values("{}", type)).containsExactly("object");
    assertThat(values(" [1] ", type)).containsExactly("array");
    assertThat(values("\"\"", type)).containsExactly("string");
    assertThat(values("-1.5", type)).containsExactly("number");
    assertThat(values("false", type)).containsExactly("boolean");
    assertThat(values("null", type)).containsExactly("null");
    assertThat(values("{} {}", type)).containsOnlyNulls();
    Column keys = col("t").str().jsonKeys();
    assertThat(values("{\"b\": {\"c\": 1}, \"a\": 2}", keys)).containsExactly(List.of("b", "a"));
    assertThat(values("[{\"key\": 1}]", keys)).containsOnlyNulls();
  }

  @Test
  void whatIsNoJsonIsAnErrorOrNull() {
    Column strict = col("t").str().fromJson(DType.list(DType.INT64));
    assertThat(values("[1, 2", col("t").str().tryFromJson(DType.list(DType.INT64))))
        .containsOnlyNulls();
    assertThatThrownBy(() -> values("[1, 2", strict))
        .hasRootCauseInstanceOf(ComputeException.class)
        .hasMessageContaining("'[1, 2' is no JSON");
    assertThat(values("[1, 2", when(col("t").str().jsonIsValid()).then(strict)))
        .containsOnlyNulls();
    assertThatThrownBy(() -> range(0, 2).select(col("id").str().fromJson(DType.INT64).as("x")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("needs text, but gets int64");
  }
}
