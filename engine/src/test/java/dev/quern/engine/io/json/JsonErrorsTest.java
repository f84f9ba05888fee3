package dev.quern.engine.io.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.StorageException;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Broken files: a typed error that says what, where and what to do, and nothing leaked. */
@ExtendWith(LeakCheck.class)
final class JsonErrorsTest {
  @TempDir Path folder;

  private AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      byte[] text, JsonOptions options, MemoryBudget budget) {
    Path file = JsonTables.write(folder, text);
    return assertThatThrownBy(() -> JsonTables.rows(file, options, budget))
        .isInstanceOf(DataException.class);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      String text, JsonOptions options, MemoryBudget budget) {
    return assertFails(text.getBytes(UTF_8), options, budget);
  }

  @Test
  void aConflictNamesLineColumnTextAndCure(MemoryBudget budget) {
    JsonOptions declared = JsonOptions.DEFAULTS.withType("b", DType.INT64).withSplitBytes(10);
    assertFails(
            "{\"b\":1}\n{\"a\":2,\n".replace(",\n", "}\n") + "{\"b\" : 1.5}\n", declared, budget)
        .hasMessageContaining("data.ndjson:3:8: '1.5' is no int64 (field 'b', declared)")
        .hasMessageContaining("withConflicts(NULL)");
  }

  @Test
  void aLateConflictWithAnInferredTypeIsNoSilentNull(MemoryBudget budget) {
    String head = "{\"a\":1}\n".repeat(1000);
    JsonOptions sample = JsonOptions.DEFAULTS.withSampleBytes(800);
    assertFails(head + "{\"a\":\"x\"}\n" + head, sample, budget)
        .hasMessageContaining("data.ndjson:1001:6: 'x' is no int64")
        .hasMessageContaining("withType(\"a\", DType.UTF8)")
        .hasMessageContaining("withSampleBytes(Long.MAX_VALUE)");
    assertFails(head + "{\"c\":\"x\"}\n" + head, sample, budget)
        .hasMessageContaining("data.ndjson:1001:2: a field 'c', which the sample did not show")
        .hasMessageContaining("withUnknownFields(IGNORE)");
  }

  @Test
  void whatIsNoObjectALine(MemoryBudget budget) {
    JsonOptions options = JsonOptions.DEFAULTS.withLayout(JsonLayout.LINES);
    assertFails("[{\"a\":1}]", options, budget)
        .hasMessageContaining("data.ndjson:1:1: an array where an object should begin")
        .hasMessageContaining("withLayout(ARRAY)");
    assertFails("{\"a\":1} {\"a\":2}", options, budget)
        .hasMessageContaining("data.ndjson:1:9: text behind the object");
    assertFails("{\"a\":\n1}", options, budget)
        .hasMessageContaining(":1:6: '' is no value of JSON");
    assertFails("\n{\"a\":\"b\n", options, budget)
        .hasMessageContaining(":2:8: the line ends within a string");
    assertFails("{\"a\":nan}", options, budget)
        .hasMessageContaining(":1:6: 'nan' is no value of JSON");
    assertFails("{\"a\":1,\"a\":2}", options, budget)
        .hasMessageContaining(":1:12: the field 'a' twice in one object");
    assertFails("{}\n\n", options, budget)
        .hasMessageContaining("no object with a field")
        .hasMessageContaining("withSchema(..)");
    assertFails("{\"a\":" + "[".repeat(10_000), options, budget)
        .hasMessageContaining("nested deeper than 500");
  }

  @Test
  void longLinesAreRefusedNotHeld(MemoryBudget budget) {
    assertFails(
            "{\"a\":1}\n{\"a\":\"" + "x".repeat(5000) + "\"}\n",
            JsonOptions.DEFAULTS.withMaxRowBytes(1000),
            budget)
        .hasMessageContaining("data.ndjson:2:1: this line or object has more than 1,000 bytes");
  }

  @Test
  void invalidUtf8NamesByteAndPlace(MemoryBudget budget) {
    assertFails("{\"a\":1}\n{\"a\":\"é\"}\n".getBytes(ISO_8859_1), JsonOptions.DEFAULTS, budget)
        .hasMessageContaining("data.ndjson:2:7: byte 14 of the text, 0xe9, is no UTF-8");
  }

  @Test
  void notNullIsHeldToItsWord(MemoryBudget budget) {
    Schema schema = Schema.of(new Field("a", DType.INT64, false), Field.of("b", DType.INT64));
    JsonOptions options = JsonOptions.DEFAULTS.withSchema(schema);
    assertFails("{\"a\":1}\n{\"b\":2}\n", options, budget)
        .hasMessageContaining("data.ndjson:2:1: no value of field 'a', which is declared not null");
    assertFails("{\"a\":1}\n{\"a\":null}\n", options, budget)
        .hasMessageContaining("data.ndjson:2:6: no value of field 'a'");
  }

  @Test
  void placesOfCompressedFilesAreThoseOfTheText(MemoryBudget budget) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(("{\"a\":1}\n".repeat(100_000) + "{\"a\":}\n").getBytes(UTF_8));
    }
    assertFails(bytes.toByteArray(), JsonOptions.DEFAULTS, budget)
        .hasMessageContaining("data.ndjson:100001:6: '' is no value of JSON");
  }

  @Test
  void filesThatAreNotThereAndOptionsThatMakeNoSense() {
    assertThatThrownBy(
            () -> JsonSource.open(List.of(folder.resolve("none.json")), JsonOptions.DEFAULTS))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> JsonSource.open(List.of(), JsonOptions.DEFAULTS))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> JsonOptions.DEFAULTS.withSplitBytes(0))
        .isInstanceOf(PlanException.class);
  }
}
