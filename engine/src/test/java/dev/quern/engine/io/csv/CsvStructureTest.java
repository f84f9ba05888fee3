package dev.quern.engine.io.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import dev.quern.engine.DataException;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.csv.CsvOptions.Inference;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows and fields, against FastCSV, however the text is cut into splits and windows. */
@ExtendWith(LeakCheck.class)
final class CsvStructureTest {
  private static final CsvOptions TEXTS = CsvOptions.DEFAULTS.withInference(Inference.NONE);
  private static final String[] PIECES = {
    "a",
    "b",
    "xyz",
    "a longer piece of text, with a comma",
    "\"",
    "\"\"",
    ",",
    "\n",
    "\r\n",
    "é",
    "€uro",
    "\uD83D\uDE00",
    " ",
    "1",
    "-2.5",
    ";",
    "\t",
    "#",
    "\n\n",
    "\",\"",
    "\"\n"
  };

  @TempDir Path folder;

  @Test
  void agreesWithFastCsvOnRandomTables(MemoryBudget budget) throws Exception {
    for (long seed = 1; seed <= 1000; seed++) {
      checkAgainstFastCsv(new SplittableRandom(seed), "seed " + seed, budget);
    }
  }

  private void checkAgainstFastCsv(SplittableRandom random, String about, MemoryBudget budget)
      throws Exception {
    int columns = 1 + random.nextInt(6);
    String text = randomTable(random, columns);
    Path file = CsvTables.write(folder, text);
    List<List<Object>> expected = fastCsv(text, columns);
    CsvOptions options =
        TEXTS.withSplitBytes(1 + random.nextInt(200)).withCountQuotes(random.nextInt(4) == 0);
    CsvSource source = CsvSource.open(List.of(file), options);
    int window = 1 + random.nextInt(100);
    int batch = 64 * (1 + random.nextInt(4));
    assertThat(CsvTables.rows(source, source.schema().names(), window, batch, budget))
        .as("%s, split %d, window %d:%n%s", about, options.splitBytes(), window, text)
        .isEqualTo(expected);
    assertThat(CsvTables.rows(file, TEXTS, budget)).as(about).isEqualTo(expected);
  }

  /* With a header, so that the number of columns is known; some rows quoted more than they need. */
  private static String randomTable(SplittableRandom random, int columns) {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < columns; c++) {
      text.append(c == 0 ? "" : ",").append("c").append(c);
    }
    int lineEnds = random.nextInt(3);
    text.append(lineEnd(random, lineEnds));
    int rows = random.nextInt(40);
    boolean plain = random.nextInt(4) == 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        text.append(c == 0 ? "" : ",").append(field(random, plain));
      }
      boolean open =
          r == rows - 1 && random.nextBoolean() && text.charAt(text.length() - 1) != '\n';
      text.append(open ? "" : lineEnd(random, lineEnds));
      if (columns > 1 && random.nextInt(10) == 0 && !open) {
        text.append(lineEnd(random, lineEnds));
      }
    }
    return text.toString();
  }

  private static String lineEnd(SplittableRandom random, int kind) {
    return kind == 0 || (kind == 1 && random.nextBoolean()) ? "\n" : "\r\n";
  }

  private static String field(SplittableRandom random, boolean plain) {
    StringBuilder value = new StringBuilder();
    int pieces = random.nextInt(4);
    for (int i = 0; i < pieces; i++) {
      value.append(PIECES[random.nextInt(PIECES.length)]);
    }
    String content = value.toString();
    boolean needsQuotes =
        content.chars().anyMatch(ch -> ch == '"' || ch == ',' || ch == '\n' || ch == '\r');
    if (plain) {
      return needsQuotes ? "plain" : content;
    }
    return needsQuotes || random.nextInt(3) == 0
        ? "\"" + content.replace("\"", "\"\"") + "\""
        : content;
  }

  /* An empty field that is not quoted is null here; a blank line a row only of a single column. */
  private static List<List<Object>> fastCsv(String text, int columns) throws Exception {
    List<List<Object>> rows = new ArrayList<>();
    CsvReaderBuilder builder =
        de.siegmar.fastcsv.reader.CsvReader.builder()
            .skipEmptyLines(columns > 1)
            .commentStrategy(CommentStrategy.NONE);
    NullAware handler = new NullAware();
    try (var reader = builder.build(handler, text)) {
      for (List<Object> row : reader) {
        rows.add(row);
      }
    }
    rows.removeFirst();
    return rows;
  }

  /** Rows that tell an empty field from an empty quoted one. */
  private static final class NullAware
      extends de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler<List<Object>> {
    private List<Object> row = new ArrayList<>();

    @Override
    protected void handleField(int field, char[] text, int offset, int length, boolean quoted) {
      row.add(length == 0 && !quoted ? null : new String(text, offset, length));
    }

    @Override
    protected void handleBegin(long line) {
      row = new ArrayList<>();
    }

    @Override
    protected List<Object> buildRecord() {
      if (row.isEmpty()) {
        row.add(null); // an empty line has no field to FastCSV
      }
      return row;
    }
  }

  @Test
  void everySplitBoundaryGivesTheSameRows(MemoryBudget budget) {
    String text = "id,text\n1,\"a\nb,\"\"c\"\"\n\"\n2,plain\n3,\"\r\n\"\n4,\"x\"\"y\"\n";
    Path file = CsvTables.write(folder, text);
    List<?> expected = CsvTables.rows(file, TEXTS, budget);
    assertThat(expected).hasSize(4);
    for (int bytes = 1; bytes <= text.length(); bytes++) {
      assertThat(CsvTables.rows(file, TEXTS.withSplitBytes(bytes), budget))
          .as("splits of %d bytes", bytes)
          .isEqualTo(expected);
    }
  }

  @Test
  void splitsAreCutWhereTheFileIsLargerThanALook(MemoryBudget budget) {
    StringBuilder text = new StringBuilder("id,text\n");
    SplittableRandom random = new SplittableRandom(11);
    int rows = 20_000;
    for (int i = 0; i < rows; i++) {
      String value = i % 3000 < 100 ? "\"line one\nline, two of " + i + "\"" : "plain " + i;
      text.append(i).append(',').append(value).append(random.nextInt(5) == 0 ? "\r\n" : "\n");
    }
    Path file = CsvTables.write(folder, text.toString());
    CsvSource source = CsvSource.open(List.of(file), CsvOptions.DEFAULTS.withSplitBytes(20_000));
    assertThat(source.splits(ScanRequest.of(List.of())).size()).isGreaterThan(15);
    List<?> expected = CsvTables.rows(file, CsvOptions.DEFAULTS, budget);
    assertThat(expected).hasSize(rows);
    assertThat(CsvTables.rows(source, source.schema().names(), 3000, 640, budget))
        .isEqualTo(expected);
  }

  @Test
  void aQuoteLongerThanEveryLookIsFoundByCounting(MemoryBudget budget) {
    String inner = "1,looks like a row\n".repeat(30_000);
    String text = "id,text\n7,\"" + inner + "\"\n8,end\n";
    Path file = CsvTables.write(folder, text);
    CsvOptions counted = TEXTS.withSplitBytes(50_000).withCountQuotes(true);
    assertThat(CsvTables.rows(file, counted, budget))
        .isEqualTo(List.of(List.of("7", inner), List.of("8", "end")));
  }

  @Test
  void windowsGrowForALongRow(MemoryBudget budget) {
    String longText = "x".repeat(700_000);
    Path file = CsvTables.write(folder, "a,b\n1," + longText + "\n2,y\n");
    assertThat(CsvTables.rows(file, CsvOptions.DEFAULTS, budget))
        .isEqualTo(List.of(List.of(1L, longText), List.of(2L, "y")));
  }

  @Test
  void blankLinesAreLeftOutOfTablesWithSeveralColumns(MemoryBudget budget) {
    Path file = CsvTables.write(folder, "\n\r\na,b\n\n1,2\r\n\r\n\n3,4");
    assertThat(CsvTables.rows(file, CsvOptions.DEFAULTS, budget))
        .isEqualTo(List.of(List.of(1L, 2L), List.of(3L, 4L)));
  }

  @Test
  void aBlankLineOfASingleColumnIsANull(MemoryBudget budget) {
    Path file = CsvTables.write(folder, "a\n1\n\n2\n");
    List<List<@Nullable Object>> rows = CsvTables.rows(file, CsvOptions.DEFAULTS, budget);
    assertThat(rows).hasSize(3);
    assertThat(rows.get(1).getFirst()).isNull();
  }

  @Test
  void aByteOrderMarkAndSkippedLinesAreNoData(MemoryBudget budget) {
    Path file = CsvTables.write(folder, "\uFEFFa report, \"of\nsome kind\nx,y\n1,2\n");
    CsvSource source = CsvSource.open(List.of(file), CsvOptions.DEFAULTS.withSkipLines(2));
    assertThat(source.schema().names()).containsExactly("x", "y");
    assertThat(CsvTables.rows(source, List.of("y"), 100, 64, budget))
        .isEqualTo(List.of(List.of(2L)));
  }

  @Test
  void commentsAreNotDataWhateverTheyHold(MemoryBudget budget) {
    CsvOptions options =
        CsvOptions.DEFAULTS.withDialect(CsvDialect.RFC4180.withComment('#')).withSplitBytes(4);
    Path file =
        CsvTables.write(folder, "# it's \"odd\na,b\n1,2\n# 5\" disk\n3,\"x\n# text\"\n#end");
    assertThat(CsvTables.rows(file, options, budget))
        .isEqualTo(List.of(List.of(1L, "2"), List.of(3L, "x\n# text")));
  }

  @Test
  void otherDialects(MemoryBudget budget) {
    CsvOptions options =
        CsvOptions.DEFAULTS.withDialect(
            CsvDialect.RFC4180
                .withDelimiter(';')
                .withQuote('\'')
                .withTrim(true)
                .withNullTexts("", "NA"));
    Path file = CsvTables.write(folder, "a;b;c\n 1 ;'x;''y''';NA\n2; z ;'NA'\n");
    List<List<@Nullable Object>> rows = CsvTables.rows(file, options, budget);
    assertThat(rows.get(0).subList(0, 2)).isEqualTo(List.of(1L, "x;'y'"));
    assertThat(rows.get(0).get(2)).isNull();
    assertThat(rows.get(1)).isEqualTo(List.of(2L, "z", "NA"));
  }

  @Test
  void escapesWithinQuotesTakeMeaningAway(MemoryBudget budget) {
    CsvOptions options =
        CsvOptions.DEFAULTS.withDialect(CsvDialect.RFC4180.withEscape('\\')).withSplitBytes(8);
    String text =
        "\"a\\\"\",b\n"
            + "\"5\\\" disk\",1\n"
            + "\"\\\\\",2\n"
            + "\"x\\\\\\\",\n"
            + "\",3\n"
            + "\\,4\n"
            + "\"say \"\"hi\"\"\",5\n";
    CsvSource source = CsvSource.open(List.of(CsvTables.write(folder, text)), options);
    assertThat(source.schema().names()).containsExactly("a\"", "b");
    for (int window : new int[] {1, 7, 16, 1000}) {
      assertThat(CsvTables.rows(source, source.schema().names(), window, 10, budget))
          .isEqualTo(
              List.of(
                  List.of("5\" disk", 1L),
                  List.of("\\", 2L),
                  List.of("x\\\",\n", 3L),
                  List.of("\\", 4L),
                  List.of("say \"hi\"", 5L)));
    }
    CsvOptions numbers = options.withType("b", DType.INT64);
    Path wrong = CsvTables.write(folder, "a,b\n\"\\\"\n,\\\"\",1\nx,y\n");
    assertThatThrownBy(() -> CsvTables.rows(wrong, numbers, budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.csv:4:2: 'y' is no int64");
  }

  @Test
  void withoutQuotesTheyAreOrdinaryText(MemoryBudget budget) {
    CsvOptions options =
        CsvOptions.DEFAULTS.withDialect(CsvDialect.RFC4180.withQuote(CsvDialect.NONE));
    Path file = CsvTables.write(folder, "a,b\n5\" disk,\"x\n");
    assertThat(CsvTables.rows(file, options, budget))
        .isEqualTo(List.of(List.of("5\" disk", "\"x")));
  }

  @Test
  void onlyTheColumnsAskedForAreParsed(MemoryBudget budget) {
    Path file = CsvTables.write(folder, "a,b,c\n1,bad,3\n4,5,6\n");
    CsvSource source =
        CsvSource.open(
            List.of(file), CsvOptions.DEFAULTS.withType("b", dev.quern.engine.type.DType.INT64));
    assertThat(CsvTables.rows(source, List.of("c", "a"), 64, 64, budget))
        .isEqualTo(List.of(List.of(3L, 1L), List.of(6L, 4L)));
    assertThat(CsvTables.rows(source, List.of(), 64, 64, budget)).hasSize(2);
  }

  @Test
  void severalFilesAreOneTable(MemoryBudget budget) throws Exception {
    Path first = java.nio.file.Files.writeString(folder.resolve("1.csv"), "a,b\n1,x\n");
    Path second =
        java.nio.file.Files.write(
            folder.resolve("2.csv"), "a,b\n2.5,y".getBytes(StandardCharsets.UTF_8));
    CsvSource source = CsvSource.open(List.of(first, second), CsvOptions.DEFAULTS);
    assertThat(CsvTables.rows(source, List.of("a", "b"), 64, 64, budget))
        .isEqualTo(List.of(List.of(1.0, "x"), List.of(2.5, "y")));
  }
}
