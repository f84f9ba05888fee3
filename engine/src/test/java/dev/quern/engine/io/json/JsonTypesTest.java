package dev.quern.engine.io.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.json.JsonOptions.Conflicts;
import dev.quern.engine.io.json.JsonOptions.UnknownFields;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which types values are inferred to have, and what they are as values of declared types. */
@ExtendWith(LeakCheck.class)
final class JsonTypesTest {
  @TempDir Path folder;

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "1 ; -2 ; null                          | int64",
        "1 ; 2.5                                | float64",
        "1 ; 1e3                                | float64",
        "1 ; 9223372036854775808                | float64",
        "1.5 ; \"NaN\" ; \"-Infinity\"          | float64",
        "\"NaN\" ; \"Nanette\"                  | utf8",
        "1 ; \"1\"                              | utf8",
        "true ; false                           | bool",
        "true ; 1                               | utf8",
        "null ; null                            | utf8",
        "\"2024-05-01\"                         | date",
        "\"2024-05-01\" ; \"2024-05-01T10:00\"  | timestamp[us]",
        "\"2024-05-01T10:00:00Z\"               | timestamp[us, UTC]",
        "\"2024-05-01\" ; \"soon\"              | utf8",
        "\"\"                                   | utf8",
        "[1,2] ; {\"x\":1}                      | utf8",
        "1 ; [1]                                | utf8"
      })
  void inferred(String values, String type) {
    StringBuilder text = new StringBuilder();
    for (String value : values.split(" ; ", -1)) {
      text.append("{\"a\":").append(value.strip()).append("}\n");
    }
    Path file = JsonTables.write(folder, text.toString());
    JsonSource source = JsonSource.open(List.of(file), JsonOptions.DEFAULTS);
    assertThat(source.schema().field("a").type()).hasToString(type);
  }

  @Test
  void columnsAreAllFieldsInOrderOfAppearance(MemoryBudget budget) {
    Path file =
        JsonTables.write(folder, "{\"b\":1,\"a\":2}\n{}\n{\"c\":\"x\",\"b\":3}\n{\"a\":null}");
    JsonSource source = JsonSource.open(List.of(file), JsonOptions.DEFAULTS);
    assertThat(source.schema().names()).containsExactly("b", "a", "c");
    assertThat(JsonTables.rows(file, JsonOptions.DEFAULTS, budget))
        .containsExactly(
            row(1L, 2L, null), row(null, null, null), row(3L, null, "x"), row(null, null, null));
  }

  @Test
  void whatIsMixedIsTextAsItIsWritten(MemoryBudget budget) {
    Path file =
        JsonTables.write(
            folder, "{\"a\":1.50}\n{\"a\":[1, {\"b\": \"x\"}]}\n{\"a\":\"t\"}\n{\"a\":true}\n");
    assertThat(JsonTables.rows(file, JsonOptions.DEFAULTS, budget))
        .containsExactly(row("1.50"), row("[1, {\"b\": \"x\"}]"), row("t"), row("true"));
  }

  @Test
  void declaredTypesTakeStringsToo(MemoryBudget budget) {
    Schema schema =
        Schema.of(
            Field.of("d", DType.decimal(10, 2)),
            Field.of("i", DType.INT32),
            Field.of("t", DType.timestamp(TimeUnit.MILLI)),
            Field.of("f", DType.FLOAT32),
            Field.of("b", DType.BOOL),
            Field.of("day", DType.DATE),
            Field.of("bytes", DType.BINARY));
    Path file =
        JsonTables.write(
            folder,
            """
            {"d":12.5,"i":"7","f":0.5,"b":"true","day":"1969-12-31","x":1}
            {"d":"-3","i":-8,"f":"NaN","b":false,"bytes":"0x0aff"}
            """);
    List<List<@Nullable Object>> rows =
        JsonTables.rows(file, JsonOptions.DEFAULTS.withSchema(schema), budget);
    assertThat(rows.get(0))
        .startsWith(new BigDecimal("12.50"), 7)
        .contains(0.5f, true, LocalDate.of(1969, 12, 31));
    assertThat(rows.get(1)).startsWith(new BigDecimal("-3.00"), -8).contains(Float.NaN, false);
  }

  @Test
  void aTypeOfOneFieldIsDeclaredWhetherItIsThereOrNot(MemoryBudget budget) {
    Path file = JsonTables.write(folder, "{\"a\":1}\n");
    JsonOptions options =
        JsonOptions.DEFAULTS.withType("z", DType.DATE).withType("a", DType.FLOAT64);
    assertThat(JsonSource.open(List.of(file), options).schema())
        .isEqualTo(Schema.of(Field.of("a", DType.FLOAT64), Field.of("z", DType.DATE)));
    assertThat(JsonTables.rows(file, options, budget)).containsExactly(row(1.0, null));
  }

  @Test
  void conflictsAndUnknownFieldsAreLeftOutWhenAskedTo(MemoryBudget budget) {
    String head = "{\"a\":1}\n".repeat(1000);
    Path file = JsonTables.write(folder, head + "{\"a\":\"x\",\"b\":1}\n" + head);
    JsonOptions options =
        JsonOptions.DEFAULTS
            .withSampleBytes(800)
            .withConflicts(Conflicts.NULL)
            .withUnknownFields(UnknownFields.IGNORE);
    assertThat(JsonTables.rows(file, options, budget))
        .hasSize(2001)
        .contains(row((Object) null), row(1L));
    JsonOptions all = JsonOptions.DEFAULTS.withSampleBytes(Long.MAX_VALUE);
    assertThat(JsonTables.rows(file, all, budget)).hasSize(2001).contains(row("x", 1L));
  }

  @Test
  void filesOfDifferentFieldsAreOneTable(MemoryBudget budget) throws Exception {
    Path first = Files.writeString(folder.resolve("1.json"), "{\"a\":1}\n");
    Path second = Files.writeString(folder.resolve("2.json"), "{\"b\":2.5,\"a\":2.5}\n");
    JsonSource source = JsonSource.open(List.of(first, second), JsonOptions.DEFAULTS);
    assertThat(JsonTables.rows(source, List.of("a", "b"), 100, 10, budget))
        .containsExactly(row(1.0, null), row(2.5, 2.5));
    assertThat(source.splits(ScanRequest.of(List.of("a")))).hasSize(2);
  }
}
