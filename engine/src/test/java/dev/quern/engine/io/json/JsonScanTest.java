package dev.quern.engine.io.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.quern.engine.DataException;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Objects of every spelling are read right, wherever windows and splits are cut. */
@ExtendWith(LeakCheck.class)
final class JsonScanTest {
  private static final String[] CHARACTERS = {
    "a",
    "Z",
    " ",
    "ö",
    "€",
    "𝄞",
    "\\\"",
    "\\\\",
    "\\/",
    "\\n",
    "\\t",
    "\\u00e4",
    "\\ud834\\udd1e",
    "{",
    "]",
    ","
  };
  private static final String[] MEANINGS = {
    "a", "Z", " ", "ö", "€", "𝄞", "\"", "\\", "/", "\n", "\t", "ä", "𝄞", "{", "]", ","
  };

  @TempDir Path folder;

  /** A table as text, and as the rows it should be. */
  private static final class RandomLines {
    private final SplittableRandom random;
    final StringBuilder text = new StringBuilder();
    final List<List<@Nullable Object>> rows = new ArrayList<>();

    RandomLines(long seed, int count) {
      random = new SplittableRandom(seed);
      for (int i = 0; i < count; i++) {
        row();
      }
      if (random.nextBoolean()) {
        text.setLength(text.length() - 1);
      }
    }

    private void row() {
      @Nullable Object[] row = new Object[4];
      List<String> fields = new ArrayList<>();
      if (random.nextInt(10) > 0) {
        long value = random.nextLong() >> random.nextInt(64);
        row[0] = value;
        fields.add("\"id\"" + blank() + ":" + blank() + value);
      }
      if (random.nextInt(10) > 0) {
        StringBuilder meaning = new StringBuilder();
        fields.add("\"n\\u0061me\"" + blank() + ":" + blank() + string(meaning));
        row[1] = meaning.toString();
      }
      double number = random.nextInt(1_000_000) / 64.0 + 0.25;
      row[2] = number;
      fields.add("\"x\":" + number + (random.nextBoolean() ? "e0" : ""));
      if (random.nextBoolean()) {
        boolean flag = random.nextBoolean();
        row[3] = flag;
        fields.add("\"flag\":" + blank() + flag);
      } else if (random.nextBoolean()) {
        fields.add("\"flag\":null");
      }
      fields.add("\"more\":{\"id\":[1,-2.5E+3,{\"}\":\"]\\\"\"}],\" \":{}}");
      for (int i = fields.size() - 1; i > 0 && random.nextInt(4) == 0; i--) {
        fields.add(fields.remove(random.nextInt(i)));
      }
      text.append(blank()).append('{').append(blank());
      text.append(String.join(blank() + "," + blank(), fields));
      text.append(blank()).append('}').append(blank());
      text.append(random.nextInt(5) == 0 ? "\r\n" : random.nextInt(9) == 0 ? "\n \n" : "\n");
      rows.add(Arrays.asList(row));
    }

    private String string(StringBuilder meaning) {
      StringBuilder spelling = new StringBuilder("\"");
      for (int i = random.nextInt(30); i > 0; i--) {
        int c = random.nextInt(random.nextInt(3) == 0 ? CHARACTERS.length : 4);
        spelling.append(CHARACTERS[c]);
        meaning.append(MEANINGS[c]);
      }
      return spelling.append('"').toString();
    }

    private String blank() {
      return " \t  ".substring(0, random.nextInt(8) == 0 ? random.nextInt(4) : 0);
    }
  }

  @Test
  void windowsAndSplitsMakeNoDifference(MemoryBudget budget) {
    for (long seed = 1; seed <= 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RandomLines lines = new RandomLines(seed, 200);
      Path file = JsonTables.write(folder, lines.text.toString());
      JsonOptions options = JsonOptions.DEFAULTS.withSplitBytes(1 + random.nextInt(3000));
      JsonSource source = JsonSource.open(List.of(file), options);
      List<String> columns = List.of("id", "name", "x", "flag");
      int windowBytes = 1 + random.nextInt(2000);
      assertThat(JsonTables.rows(source, columns, windowBytes, 1 + random.nextInt(64), budget))
          .as("seed %d", seed)
          .isEqualTo(lines.rows);
      assertThat(source.schema().field("id").type()).isEqualTo(DType.INT64);
      assertThat(source.schema().field("more").type()).isInstanceOf(StructType.class);
    }
  }

  @Test
  void everySplitOfEveryLength(MemoryBudget budget) {
    String text = "{\"a\":1}\n{\"a\":22}\n\n{\"a\":333}\r\n{\"a\":4}";
    Path file = JsonTables.write(folder, text);
    for (int bytes = 1; bytes <= text.length() + 1; bytes++) {
      JsonSource source =
          JsonSource.open(List.of(file), JsonOptions.DEFAULTS.withSplitBytes(bytes));
      assertThat(JsonTables.rows(source, List.of("a"), 1, 7, budget))
          .as("splits of %d bytes", bytes)
          .containsExactly(List.of(1L), List.of(22L), List.of(333L), List.of(4L));
    }
  }

  @Test
  void rowsAreCountedWithoutColumns(MemoryBudget budget) {
    RandomLines lines = new RandomLines(7, 1000);
    Path file = JsonTables.write(folder, lines.text.toString());
    JsonSource source = JsonSource.open(List.of(file), JsonOptions.DEFAULTS.withSplitBytes(5000));
    long rows = 0;
    for (var split : source.splits(ScanRequest.of(List.of()))) {
      try (var reader = split.open(budget, 64)) {
        for (var batch = reader.next(); batch != null; batch = reader.next()) {
          rows += batch.rows();
          batch.close();
        }
      }
    }
    assertThat(rows).isEqualTo(1000);
  }

  @Test
  void refusesWhatJacksonRefuses(MemoryBudget budget) {
    String[] pieces = {
      "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"b\":", "0", "1", "-", "-1.5", "1e", "e5",
      "01", ".5", "true", "false", "null", "nul", "NaN", "\\", "\\u12", "\\x", "\\ud800", "\t",
      "\u0001", " ", "ä"
    };
    JsonOptions options =
        JsonOptions.DEFAULTS.withMaxRowBytes(1000).withSchema(Schema.of(Field.of("z", DType.UTF8)));
    int accepted = 0;
    for (long seed = 1; seed <= 1500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text =
          new StringBuilder(
              "{\"a\":[1,{\"b\":\"x\\n\"}],\"c\":-0.5e7,\"d\":null,\"e\":\"\\u00e4\"}");
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = random.nextInt(text.length());
        text.replace(
            at,
            Math.min(text.length(), at + random.nextInt(3)),
            pieces[random.nextInt(pieces.length)]);
      }
      boolean valid = jacksonReads(text.toString());
      accepted += valid ? 1 : 0;
      Path file = JsonTables.write(folder, text.toString());
      boolean read = true;
      try {
        JsonTables.rows(file, options, budget);
      } catch (DataException e) {
        read = false;
      }
      assertThat(read).as("seed %d: %s", seed, text).isEqualTo(valid);
    }
    assertThat(accepted).isBetween(50, 1400);
  }

  /* Of a line just one object; Jackson lets half a pair of surrogates pass, which is no text. */
  private static boolean jacksonReads(String line) {
    try (JsonParser parser = new JsonFactory().createParser(line.getBytes(UTF_8))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      int depth = 1;
      while (depth > 0) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          return false;
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if ((token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
            && parser.getText().chars().anyMatch(c -> Character.isSurrogate((char) c))) {
          return false;
        }
      }
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
