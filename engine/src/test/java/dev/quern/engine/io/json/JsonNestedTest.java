package dev.quern.engine.io.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.io.json.JsonOptions.Conflicts;
import dev.quern.engine.io.json.JsonOptions.UnknownFields;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays and objects as lists and structs. */
@ExtendWith(LeakCheck.class)
final class JsonNestedTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "[1,2] ; [] ; [3]                       | list(int64)",
        "[1,2] ; [2.5] ; null ; [null]          | list(float64)",
        "[1,\"a\"]                              | list(utf8)",
        "[]                                     | list(utf8)",
        "[[1],[],[null]]                        | list(list(int64))",
        "[\"2024-05-01\"]                       | list(date)",
        "{\"x\":1} ; {\"y\":\"a\",\"x\":0.5}    | struct(x: float64, y: utf8)",
        "{\"x\":1} ; {} ; null                  | struct(x: int64)",
        "[{\"x\":[true]}]                       | list(struct(x: list(bool)))",
        "{}                                     | utf8",
        "[1] ; {\"x\":1}                        | utf8",
        "[1] ; 1                                | utf8",
        "1 ; [1]                                | utf8",
        "{\"x\":1} ; {\"x\":[1]}                | struct(x: utf8)"
      })
  void inferred(String values, String type) {
    Path file = file(List.of(values.split(" ; ", -1)));
    assertThat(JsonSource.open(List.of(file), JsonOptions.DEFAULTS).schema().field("a").type())
        .hasToString(type);
  }

  @Test
  void valuesAreWhatStandsThere(MemoryBudget budget) {
    Path file =
        JsonTables.write(
            folder,
            """
            {"a": [1, null ,3], "s": {"t": "x\\ny", "d": "2024-05-01", "b":true}}
            {"a": [], "s": null}
            {"s": {"b": false, "t": "a long text of more than 12 bytes"}}
            {"a": null, "s": {"l": [ {"n": 1} , {} ], "t": null, "b": true}}
            """);
    assertThat(JsonTables.rows(file, JsonOptions.DEFAULTS, budget))
        .containsExactly(
            row(Arrays.asList(1L, null, 3L), struct("x\ny", LocalDate.of(2024, 5, 1), true, null)),
            row(List.of(), null),
            row(null, struct("a long text of more than 12 bytes", null, false, null)),
            row(null, struct(null, null, true, Arrays.asList(map("n", 1L), map("n", null)))));
  }

  @Test
  void aColumnThatIsDeclaredAsTextKeepsWhatIsWritten(MemoryBudget budget) {
    Path file = file(List.of("[1, {\"x\":  2}]"));
    assertThat(JsonTables.rows(file, JsonOptions.DEFAULTS.withType("a", DType.UTF8), budget))
        .containsExactly(row("[1, {\"x\":  2}]"));
  }

  @Test
  void objectsOfVeryManyFieldsAreText(MemoryBudget budget) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      values.add("{\"key %d\":1}".formatted(i));
    }
    assertThat(schema(file(values))).isEqualTo(Schema.of(Field.of("a", DType.UTF8)));
    assertThat(schema(file(values.subList(0, 200))).field("a").type())
        .isInstanceOf(StructType.class);
  }

  @Test
  void deepValuesAreTextWithinLists() {
    DType type = schema(file(List.of("[".repeat(40) + "]".repeat(40)))).field("a").type();
    DType expected = DType.UTF8;
    for (int i = 0; i < 16; i++) {
      expected = DType.list(expected);
    }
    assertThat(type).isEqualTo(expected);
  }

  @Test
  void whatDoesNotFitIsAnErrorOrNull(MemoryBudget budget) {
    DType struct =
        new StructType(List.of(Field.of("x", DType.INT64), Field.of("l", DType.list(DType.BOOL))));
    JsonOptions declared = JsonOptions.DEFAULTS.withType("a", struct);
    Map<String, String> faults =
        Map.of(
            "{\"x\":\"soon\"}", "'soon' is no int64 (field 'a.x', declared)",
            "{\"l\":[true,7]}", "'7' is no bool (field 'a.l[]', declared)",
            "{\"l\":{}}", "'{}' is no list(bool) (field 'a.l', declared)",
            "[1]", "'[1]' is no struct(x: int64, l: list(bool)) (field 'a', declared)",
            "{\"z\":1}", "a field 'a.z', which the sample did not show",
            "{\"x\":1,\"x\":2}", "the field 'a.x' twice in one object");
    faults.forEach(
        (text, message) ->
            assertThatThrownBy(() -> JsonTables.rows(file(List.of("null", text)), declared, budget))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data.ndjson:2:")
                .hasMessageContaining(message));

    JsonOptions lenient =
        declared.withConflicts(Conflicts.NULL).withUnknownFields(UnknownFields.IGNORE);
    Path file =
        file(List.of("{\"x\":\"soon\",\"l\":[true,7],\"z\":1}", "[1]", "{\"l\":{},\"x\":5}"));
    Map<String, @Nullable Object> first = map("x", null);
    first.put("l", Arrays.asList(true, null));
    Map<String, @Nullable Object> last = map("x", 5L);
    last.put("l", null);
    assertThat(JsonTables.rows(file, lenient, budget))
        .containsExactly(row(first), row((Object) null), row(last));
  }

  @Test
  void typesThatPartsCannotHaveAreRefused(MemoryBudget budget) {
    JsonOptions bytes = JsonOptions.DEFAULTS.withType("a", DType.list(DType.BINARY));
    assertThatThrownBy(() -> JsonTables.rows(file(List.of("[]")), bytes, budget))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("'a[]' within a value of JSON cannot be binary");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomValuesInSmallWindowsAndBatches(long seed, MemoryBudget budget) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      Object value = orNull(random, () -> struct(random));
      rows.add(row(value));
      text.append("{\"a\":").append(json(value, random)).append("}\n");
    }
    Path file = JsonTables.write(folder, text.toString());
    DType inner = new StructType(List.of(Field.of("t", DType.UTF8), Field.of("f", DType.FLOAT64)));
    DType type =
        new StructType(
            List.of(
                Field.of("i", DType.INT64),
                Field.of("s", DType.list(inner)),
                Field.of("b", DType.list(DType.list(DType.BOOL)))));
    JsonOptions options =
        JsonOptions.DEFAULTS.withType("a", type).withSplitBytes(1000 + random.nextInt(9000));
    JsonSource source = JsonSource.open(List.of(file), options);
    for (int batchRows : new int[] {1, 64, 1024}) {
      assertThat(JsonTables.rows(source, List.of("a"), 512, batchRows, budget))
          .as("seed %d, batches of %d", seed, batchRows)
          .isEqualTo(rows);
    }
  }

  private static Map<String, @Nullable Object> struct(SplittableRandom random) {
    Map<String, @Nullable Object> struct = map("i", orNull(random, random::nextLong));
    struct.put(
        "s",
        orNull(
            random,
            () ->
                list(
                    random,
                    r -> {
                      Map<String, @Nullable Object> inner =
                          map("t", orNull(r, () -> "\"é\\\n" + "x".repeat(r.nextInt(20))));
                      inner.put("f", orNull(r, () -> r.nextInt() / 64.0));
                      return inner;
                    })));
    struct.put(
        "b", orNull(random, () -> list(random, r -> list(r, SplittableRandom::nextBoolean))));
    return struct;
  }

  private static List<@Nullable Object> list(
      SplittableRandom random, Function<SplittableRandom, Object> element) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(orNull(random, () -> element.apply(random)));
    }
    return list;
  }

  private static @Nullable Object orNull(SplittableRandom random, Supplier<Object> value) {
    return random.nextInt(8) == 0 ? null : value.get();
  }

  /* Fields in any order, and nulls left out at times. */
  private static String json(@Nullable Object value, SplittableRandom random) {
    String blank = random.nextInt(4) == 0 ? " " : "";
    return switch (value) {
      case null -> "null";
      case String text ->
          '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
      case List<?> list ->
          "[" + blank + String.join(",", list.stream().map(e -> json(e, random)).toList()) + "]";
      case Map<?, ?> map -> {
        List<String> fields = new ArrayList<>();
        map.forEach(
            (name, inner) -> {
              if (inner != null || random.nextBoolean()) {
                fields.add(
                    random.nextInt(fields.size() + 1),
                    "\"%s\":%s%s".formatted(name, blank, json(inner, random)));
              }
            });
        yield "{" + String.join("," + blank, fields) + blank + "}";
      }
      default -> value.toString();
    };
  }

  private Path file(List<String> values) {
    StringBuilder text = new StringBuilder();
    for (String value : values) {
      text.append("{\"a\":").append(value.strip()).append("}\n");
    }
    return JsonTables.write(folder, text.toString());
  }

  private static Schema schema(Path file) {
    return JsonSource.open(List.of(file), JsonOptions.DEFAULTS).schema();
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  private static Map<String, @Nullable Object> map(String name, @Nullable Object value) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put(name, value);
    return map;
  }

  private static Map<String, @Nullable Object> struct(
      @Nullable String t, @Nullable LocalDate d, boolean b, @Nullable Object l) {
    Map<String, @Nullable Object> struct = map("t", t);
    struct.put("d", d);
    struct.put("b", b);
    struct.put("l", l);
    return struct;
  }
}
