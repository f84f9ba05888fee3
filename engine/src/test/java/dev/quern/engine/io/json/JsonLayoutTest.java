package dev.quern.engine.io.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.quern.engine.DataException;
import dev.quern.engine.QuernException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Objects in an array, and objects over several lines: the same rows as an object a line. */
@ExtendWith(LeakCheck.class)
final class JsonLayoutTest {
  private static final JsonFactory JACKSON = new JsonFactory();

  @TempDir Path folder;

  private List<List<@Nullable Object>> rows(String text, MemoryBudget budget) {
    return JsonTables.rows(JsonTables.write(folder, text), JsonOptions.DEFAULTS, budget);
  }

  @Test
  void aFileSaysByItsBeginningWhatItIs(MemoryBudget budget) {
    List<List<Object>> expected = List.of(List.of(1L, "x,]}\\"), List.of(2L, "{["));
    for (String text :
        List.of(
            "[{\"a\":1,\"b\":\"x,]}\\\\\"},{\"a\":2,\"b\":\"{[\"}]",
            """
            \uFEFF\s
            [
              {
                "a": 1,\r
                "b": "x,]}\\\\"
              },
              {"a":2,
            "b":"{["}
            ]
            """,
            "{\n  \"a\": 1,\n  \"b\": \"x,]}\\\\\"\n}\n{\n\"a\":2,\"b\":\"{[\"\n}",
            "{\n\"a\":1,\"b\":\"x,]}\\\\\"}\t{\"a\":2,\"b\":\"{[\"}  \n",
            "{\"a\":1,\"b\":\"x,]}\\\\\"}\n\n{\"a\":2,\"b\":\"{[\"}")) {
      assertThat(rows(text, budget)).as(text).isEqualTo(expected);
    }
    Schema schema = Schema.of(Field.of("a", DType.INT64));
    for (String none : List.of("", "[]", " [ \n ] \n", "\uFEFF[]")) {
      Path file = JsonTables.write(folder, none);
      assertThat(JsonTables.rows(file, JsonOptions.DEFAULTS.withSchema(schema), budget)).isEmpty();
    }
  }

  @Test
  void randomObjectsInEveryLayoutAndWindow(MemoryBudget budget) throws Exception {
    for (long seed = 1; seed <= 25; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<String> objects = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        objects.add(object(random, i));
      }
      Path file = JsonTables.write(folder, String.join("\n", objects));
      List<List<@Nullable Object>> expected = JsonTables.rows(file, JsonOptions.DEFAULTS, budget);
      assertThat(expected).hasSize(150);
      boolean isArray = random.nextBoolean();
      StringBuilder text = new StringBuilder(isArray ? "[" : "");
      for (int i = 0; i < objects.size(); i++) {
        text.append(blanks(random)).append(isArray && i > 0 ? "," : i > 0 ? " " : "");
        text.append(blanks(random));
        text.append(random.nextInt(4) == 0 ? objects.get(i) : pretty(objects.get(i)));
      }
      text.append(blanks(random)).append(isArray ? "]" : "").append(blanks(random));
      JsonLayout layout = isArray ? JsonLayout.ARRAY : JsonLayout.OBJECTS;
      JsonOptions options =
          random.nextBoolean() ? JsonOptions.DEFAULTS.withLayout(layout) : JsonOptions.DEFAULTS;
      if (!isArray) {
        options = options.withLayout(layout); // its first object may stand on a line
      }
      JsonSource source =
          JsonSource.open(List.of(JsonTables.write(folder, text.toString())), options);
      assertThat(
              JsonTables.rows(
                  source,
                  source.schema().names(),
                  8 + random.nextInt(4000),
                  1 + random.nextInt(200),
                  budget))
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  private static String blanks(SplittableRandom random) {
    return random
        .ints(random.nextInt(4), 0, 4)
        .collect(StringBuilder::new, (b, i) -> b.append(" \n\t\r".charAt(i)), StringBuilder::append)
        .toString();
  }

  private static String object(SplittableRandom random, int i) {
    String[] texts = {"", "}", "]{", "a\\\"b", "\\\\", "\\n\\u00e9", "é,", "long ".repeat(20)};
    String text = texts[random.nextInt(texts.length)];
    String more =
        random.nextInt(3) == 0 ? "" : ",\"n\":{\"t\":\"" + text + "\",\"l\":[[1,2],[],null]}";
    return "{\"i\":%d,\"t\":\"%s\",\"x\":%s%s}"
        .formatted(i, text, random.nextBoolean() ? "null" : "-1.5e3", more);
  }

  private static String pretty(String object) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonParser parser = JACKSON.createParser(object);
        JsonGenerator generator = JACKSON.createGenerator(out).useDefaultPrettyPrinter()) {
      parser.nextToken();
      generator.copyCurrentStructure(parser);
    }
    return out.toString();
  }

  @Test
  void compressedArraysAndSamplesOfLargeOnes(MemoryBudget budget) throws Exception {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < 20_000; i++) {
      text.append(i == 0 ? "" : ",").append("{\"a\":\n").append(i).append('}');
    }
    text.append(",{\"a\":0.5}]");
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Path zipped = folder.resolve("data.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(bytes);
    }
    List<List<@Nullable Object>> all =
        JsonTables.rows(JsonTables.write(folder, bytes), JsonOptions.DEFAULTS, budget);
    assertThat(all).hasSize(20_001);
    assertThat(all.getLast()).isEqualTo(List.of(0.5));
    assertThat(JsonTables.rows(zipped, JsonOptions.DEFAULTS, budget)).isEqualTo(all);
    Path file = JsonTables.write(folder, bytes);
    JsonOptions sample = JsonOptions.DEFAULTS.withSampleBytes(10_000);
    assertThat(JsonSource.open(List.of(file), sample).schema().field("a").type())
        .isEqualTo(DType.INT64);
    assertThatThrownBy(() -> JsonTables.rows(file, sample, budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.ndjson:20001:13: '0.5' is no int64");
    assertThat(
            JsonTables.rows(file, sample.withConflicts(JsonOptions.Conflicts.NULL), budget)
                .getLast())
        .isEqualTo(Arrays.asList((Object) null));
  }

  @Test
  void whatIsBrokenNamesItsPlace(MemoryBudget budget) {
    assertFails("[{\"a\":1},\n5]", "data.ndjson:2:1: an object should begin here", budget);
    assertFails("[{\"a\":1}\n {\"a\":2}]", "data.ndjson:2:2: a ',' should stand between", budget);
    assertFails("[{\"a\":1},]", "data.ndjson:1:10: an object should begin here", budget);
    assertFails("[{\"a\":1},\n", "data.ndjson:2:1: the array never ends", budget);
    assertFails("[{\"a\":1}] x", "data.ndjson:1:11: text behind the array", budget);
    assertFails("[{\"a\":1},\n{\"b\":[1}", "data.ndjson:2:1: the object that begins here", budget);
    assertFails("[{\"a\":1},{\"a\":1]]", "data.ndjson:1:16: a ',' or a '}' should", budget);
    assertFails("[{\"a\":\n\"x\ny\"}]", "data.ndjson:2:3: the line ends within a string", budget);
    assertFails("{\n\"a\":1}{\"a\":2}", "data.ndjson:2:7: a blank or a line end", budget);
    assertFails("{\n\"a\":1},{\"a\":2}", "data.ndjson:2:7: an object should begin here", budget);
    Path file = JsonTables.write(folder, "[{\"a\":\"" + "x".repeat(5000) + "\"}]");
    assertThatThrownBy(
            () -> JsonTables.rows(file, JsonOptions.DEFAULTS.withMaxRowBytes(1000), budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has more than 1,000 bytes");
  }

  private void assertFails(String text, String message, MemoryBudget budget) {
    assertThatThrownBy(() -> rows(text, budget))
        .as(text)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void randomDamageIsAnErrorAndNothingElse(MemoryBudget budget) {
    SplittableRandom seeds = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      long seed = seeds.nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder("[\n");
      for (int row = 0; row < 5; row++) {
        text.append(row == 0 ? "" : ",\n").append(object(random, row));
      }
      byte[] bytes = text.append("\n]").toString().getBytes(StandardCharsets.UTF_8);
      for (int n = 1 + random.nextInt(2); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) "[]{},:\"\\ \n1x".charAt(random.nextInt(12));
      }
      Path file = JsonTables.write(folder, bytes);
      try {
        assertThat(JsonTables.rows(file, JsonOptions.DEFAULTS, budget)).hasSizeLessThan(20);
      } catch (QuernException e) {
        assertThat(e).as("seed %d", seed).isInstanceOf(DataException.class);
      }
    }
  }

  @Test
  void arraysThatAreWrittenComeBackAndDuckDbReadsThem(MemoryBudget budget) throws Exception {
    Schema types = RandomBatches.EVERY_TYPE.without(Set.of("interval"));
    for (int rows : new int[] {0, 1, 300}) {
      Path file = folder.resolve("out.json");
      try (Batch batch = new RandomBatches(rows, budget).nulls(0.2).next(types, rows)) {
        try (JsonSink sink = JsonSink.create(file, types, JsonLayout.ARRAY)) {
          sink.write(batch);
          sink.commit();
        }
        List<List<@Nullable Object>> found =
            JsonTables.rows(file, JsonOptions.DEFAULTS.withSchema(types), budget);
        assertThat(found).hasSize(rows);
        List<List<@Nullable Object>> expected = BatchRows.toRows(batch);
        for (int row = 0; row < rows; row++) {
          assertThat(found.get(row).toArray()).isEqualTo(expected.get(row).toArray());
        }
      }
      try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = duck.createStatement();
          ResultSet count =
              statement.executeQuery(
                  "SELECT count(*) FROM read_json('%s', format='array', columns={'int64': 'BIGINT'})"
                      .formatted(file))) {
        count.next();
        assertThat(count.getInt(1)).isEqualTo(rows);
      }
    }
  }
}
