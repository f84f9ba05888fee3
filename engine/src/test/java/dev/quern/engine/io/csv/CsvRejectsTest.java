package dev.quern.engine.io.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.io.csv.CsvOptions.Conflicts;
import dev.quern.engine.io.csv.CsvOptions.Inference;
import dev.quern.engine.io.csv.CsvOptions.RaggedRows;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are not as the columns are: made to fit, left out, told apart; lines that are none. */
@ExtendWith(LeakCheck.class)
final class CsvRejectsTest {
  private static final CsvOptions TEXTS = CsvOptions.DEFAULTS.withInference(Inference.NONE);

  @TempDir Path folder;

  private List<List<@Nullable Object>> rows(String text, CsvOptions options, MemoryBudget budget) {
    return CsvTables.rows(CsvTables.write(folder, text), options, budget);
  }

  @Test
  void rowsAreMadeToFitOrLeftOut(MemoryBudget budget) {
    String text = "a,b\n1,2\n3\n4,5,\"6\n7\",8\r\n\n9,10\n";
    List<@Nullable Object> filled = Arrays.asList("3", null);
    assertThat(rows(text, TEXTS.withRaggedRows(RaggedRows.FILL_OR_TRUNCATE), budget))
        .isEqualTo(List.of(List.of("1", "2"), filled, List.of("4", "5"), List.of("9", "10")));
    assertThat(rows(text, TEXTS.withRaggedRows(RaggedRows.SKIP), budget))
        .isEqualTo(List.of(List.of("1", "2"), List.of("9", "10")));
    assertThatThrownBy(() -> rows(text, TEXTS.withRaggedRows(RaggedRows.TRUNCATE), budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.csv:3: 1 field where there should be 2");
    assertThatThrownBy(() -> rows(text, TEXTS.withRaggedRows(RaggedRows.FILL_NULL), budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.csv:4: 4 fields where there should be 2")
        .hasMessageContaining("withRaggedRows(TRUNCATE)");
    assertThat(rows("a\n1,2\n3\n", TEXTS.withRaggedRows(RaggedRows.TRUNCATE), budget))
        .isEqualTo(List.of(List.of("1"), List.of("3")));
  }

  @Test
  void rejectedRowsShowTheirText(MemoryBudget budget) {
    CsvOptions options =
        CsvOptions.DEFAULTS
            .withType("n", DType.INT64)
            .withConflicts(Conflicts.NULL)
            .withRaggedRows(RaggedRows.FILL_OR_TRUNCATE)
            .withRejectsColumn("rejected");
    String text = "n,s\n1,x\nten,\"a\nb\"\r\n3\n4,y,z\n,\n5,y\n";
    Path file = CsvTables.write(folder, text);
    CsvSource source = CsvSource.open(List.of(file), options);
    assertThat(source.schema().names()).containsExactly("n", "s", "rejected");
    List<List<@Nullable Object>> expected =
        List.of(
            Arrays.asList(1L, "x", null),
            Arrays.asList(null, "a\nb", "ten,\"a\nb\""),
            Arrays.asList(3L, null, "3"),
            Arrays.asList(4L, "y", "4,y,z"),
            Arrays.asList(null, null, null),
            Arrays.asList(5L, "y", null));
    for (int batch : new int[] {1, 2, 100}) {
      assertThat(CsvTables.rows(source, source.schema().names(), 16, batch, budget))
          .isEqualTo(expected);
      // It does not depend on which columns are asked for beside it.
      assertThat(CsvTables.rows(source, List.of("rejected"), 16, batch, budget))
          .isEqualTo(expected.stream().map(row -> row.subList(2, 3)).toList());
      assertThat(CsvTables.rows(source, List.of("rejected", "s"), 16, batch, budget))
          .isEqualTo(expected.stream().map(row -> Arrays.asList(row.get(2), row.get(1))).toList());
      assertThat(CsvTables.rows(source, List.of("s"), 16, batch, budget))
          .isEqualTo(expected.stream().map(row -> row.subList(1, 2)).toList());
    }
    assertThatThrownBy(() -> CsvSource.open(List.of(file), options.withRejectsColumn("s")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("the files have a column 's'");
  }

  @Test
  void randomDamageIsReportedRowByRow(MemoryBudget budget) {
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder("n,s\n");
      List<List<@Nullable Object>> expected = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String row = i + ",\"t" + "x".repeat(random.nextInt(30)) + "\"";
        String value = row.substring(row.indexOf('"') + 1, row.length() - 1);
        switch (random.nextInt(10)) {
          case 0 -> {
            row = "n/a" + row;
            expected.add(Arrays.asList(null, value, row));
          }
          case 1 -> {
            row += ",";
            expected.add(Arrays.asList((long) i, value, row));
          }
          case 2 -> {
            row = String.valueOf(i);
            expected.add(Arrays.asList((long) i, null, row));
          }
          default -> expected.add(Arrays.asList((long) i, value, null));
        }
        text.append(row).append(random.nextInt(20) == 0 ? "\r\n" : "\n");
      }
      CsvOptions options =
          CsvOptions.DEFAULTS
              .withType("n", DType.INT64)
              .withConflicts(Conflicts.NULL)
              .withRaggedRows(RaggedRows.FILL_OR_TRUNCATE)
              .withRejectsColumn("rejected")
              .withSplitBytes(1 + random.nextInt(3000));
      CsvSource source = CsvSource.open(List.of(CsvTables.write(folder, text.toString())), options);
      assertThat(
              CsvTables.rows(
                  source,
                  source.schema().names(),
                  64 + random.nextInt(2000),
                  1 + random.nextInt(100),
                  budget))
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void linesAtTheEndAreLeftOut(MemoryBudget budget) throws Exception {
    String rows = "a,b\n" + "1,\"x\ny\"\n".repeat(40);
    String footer = "Total: 40 \"rows\nprinted, by, \"somebody";
    for (String end : List.of("", "\n", "\r\n")) {
      for (int splitBytes : new int[] {20, 1 << 20}) {
        CsvOptions options = CsvOptions.DEFAULTS.withSkipFooter(2).withSplitBytes(splitBytes);
        Path file = CsvTables.write(folder, rows + footer + end);
        List<List<@Nullable Object>> found = CsvTables.rows(file, options, budget);
        assertThat(found).hasSize(40).containsOnly(List.of(1L, "x\ny"));
        Path zipped = folder.resolve("data.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
          out.write((rows + footer + end).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(CsvTables.rows(zipped, options, budget)).isEqualTo(found);
      }
    }
    // More lines than there are, and just the header's.
    for (int lines : new int[] {2, 3, 9}) {
      Path file = CsvTables.write(folder, "a,b\nx\ny\n");
      CsvOptions options = TEXTS.withSkipFooter(lines);
      assertThat(CsvTables.rows(file, options, budget)).isEmpty();
    }
  }
}
