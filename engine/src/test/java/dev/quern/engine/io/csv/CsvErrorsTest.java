package dev.quern.engine.io.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.QuernException;
import dev.quern.engine.StorageException;
import dev.quern.engine.io.csv.CsvOptions.Conflicts;
import dev.quern.engine.io.csv.CsvOptions.Inference;
import dev.quern.engine.io.csv.CsvOptions.RaggedRows;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Broken files: a typed error that says what, where and what to do, and nothing leaked. */
@ExtendWith(LeakCheck.class)
final class CsvErrorsTest {
  private static final CsvOptions TEXTS = CsvOptions.DEFAULTS.withInference(Inference.NONE);

  @TempDir Path folder;

  private AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      String text, CsvOptions options, MemoryBudget budget) {
    Path file = CsvTables.write(folder, text);
    return assertThatThrownBy(() -> CsvTables.rows(file, options, budget))
        .isInstanceOf(DataException.class);
  }

  @Test
  void aConflictNamesLineColumnTextAndCure(MemoryBudget budget) {
    CsvOptions declared = CsvOptions.DEFAULTS.withType("b", DType.INT64).withSplitBytes(8);
    assertFails("a,b\n\"x\ny\",1\nz,12a\n", declared, budget)
        .hasMessageContaining("data.csv:4:2: '12a' is no int64 (column 'b', declared)")
        .hasMessageContaining("withConflicts(NULL)");
  }

  @Test
  void aLateConflictWithAnInferredTypeIsNoSilentNull(MemoryBudget budget) {
    String head = "1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";
    int rows = 260_000;
    // Outside of the sample's pieces: behind the first one, which is 1 MiB.
    String text = "n,s\n" + head.repeat(20_000) + "007,x\n" + head.repeat(rows);
    assertFails(text, CsvOptions.DEFAULTS, budget)
        .hasMessageContaining("data.csv:20002:1: '007' is no int64")
        .hasMessageContaining("withType(\"n\", DType.UTF8)")
        .hasMessageContaining("withInference(ALL_ROWS)");
    CsvSource all =
        CsvSource.open(
            List.of(folder.resolve("data.csv")),
            CsvOptions.DEFAULTS.withInference(Inference.ALL_ROWS));
    assertThat(all.schema().field("n").type()).isEqualTo(DType.UTF8);
  }

  @Test
  void conflictsBecomeNullsWhenAskedTo(MemoryBudget budget) {
    CsvOptions options =
        CsvOptions.DEFAULTS.withType("a", DType.INT64).withConflicts(Conflicts.NULL);
    Path file = CsvTables.write(folder, "a\n1\nx\n3\n99999999999999999999\n");
    assertThat(CsvTables.rows(file, options, budget))
        .isEqualTo(
            Arrays.asList(List.of(1L), Arrays.asList((Object) null), List.of(3L), nullRow()));
  }

  private static List<@Nullable Object> nullRow() {
    return Arrays.asList((Object) null);
  }

  @Test
  void raggedRowsNameTheirLine(MemoryBudget budget) {
    assertFails("a,b,c\n1,2,3\n\n4,5\n", TEXTS, budget)
        .hasMessageContaining("data.csv:4: 2 fields where there should be 3")
        .hasMessageContaining("withRaggedRows(FILL_NULL)");
    assertFails("a,b\n1,2\n4,5,6\n", TEXTS, budget)
        .hasMessageContaining("data.csv:3: 3 fields where there should be 2");
    assertFails("a,b\n1,2\n4\n5,6,7\n", TEXTS, budget)
        .hasMessageContaining("data.csv:3: 1 field where there should be 2");
  }

  @Test
  void missingFieldsBecomeNullsWhenAskedTo(MemoryBudget budget) {
    CsvOptions options = TEXTS.withRaggedRows(RaggedRows.FILL_NULL);
    Path file = CsvTables.write(folder, "a,b,c\n1\r\n\n4,5\n6,,\"x\"\r\n");
    assertThat(CsvTables.rows(file, options, budget))
        .isEqualTo(
            List.of(
                Arrays.asList("1", null, null),
                Arrays.asList("4", "5", null),
                Arrays.asList("6", null, "x")));
    assertFails("a,b\n1,2,3\n", options, budget).hasMessageContaining("data.csv:2: 3 fields");
  }

  @Test
  void aQuoteNeverClosedNamesWhereItOpened(MemoryBudget budget) {
    assertFails("a,b\n1,2\n3,\"open\n4,5\n6,7\n", TEXTS, budget)
        .hasMessageContaining("data.csv:3:2: the quote opened here is never closed");
    assertFails("a,\"b\n1,2\n", TEXTS, budget)
        .hasMessageContaining("data.csv:1:2: the quote opened here is never closed");
  }

  @Test
  void misplacedQuotesNameTheirField(MemoryBudget budget) {
    assertFails("a,b\n1,2\n3,5\" disk\n4,5\n", TEXTS, budget)
        .hasMessageContaining("data.csv:3:2: a quote inside a field that is not quoted")
        .hasMessageContaining("withQuote(NONE)");
    assertFails("a,b\n\"x\" y,2\n", TEXTS, budget).hasMessageContaining("data.csv:2:1: ");
  }

  @Test
  void aMisplacedQuoteInAColumnNotReadIsStillAnError(MemoryBudget budget) {
    Path file = CsvTables.write(folder, "a,b\n5\",x\n6\",y\n");
    CsvSource source = CsvSource.open(List.of(file), TEXTS);
    assertThatThrownBy(() -> CsvTables.rows(source, List.of("b"), 100, 64, budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.csv:2:1: a quote inside");
  }

  @Test
  void quotedTextThatLooksLikeRowsForLongIsRefusedNotMisread(MemoryBudget budget) {
    String inner = "1,looks like a row\n".repeat(30_000);
    CsvOptions options = TEXTS.withSplitBytes(50_000);
    assertFails("id,text\n7,\"" + inner + "\"\n8,end\n", options, budget)
        .hasMessageContaining("data.csv:2:2: the quote opened here is not closed within 64 KiB")
        .hasMessageContaining("withCountQuotes(true)");
  }

  @Test
  void rowsAreBounded(MemoryBudget budget) {
    assertFails("a,b\n1,2\n3," + "x".repeat(5000) + "\n", TEXTS.withMaxRowBytes(1000), budget)
        .hasMessageContaining("data.csv:3: this row has more than 1,000 bytes");
  }

  @Test
  void invalidUtf8NamesByteAndPlace(MemoryBudget budget) {
    byte[] bytes = "a,b\n1,caf?\n".getBytes(StandardCharsets.ISO_8859_1);
    bytes[9] = (byte) 0xe9;
    Path file = CsvTables.write(folder, bytes);
    assertThatThrownBy(() -> CsvTables.rows(file, TEXTS, budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.csv:2:2: byte 9 of the text, 0xe9, is no UTF-8");
  }

  @Test
  void emptyFilesNeedASchema(MemoryBudget budget) {
    assertFails("", CsvOptions.DEFAULTS, budget).hasMessageContaining("is empty");
    assertFails("\n\n", CsvOptions.DEFAULTS, budget).hasMessageContaining("is empty");
    Schema schema = Schema.of(Field.of("a", DType.INT64));
    CsvOptions declared = CsvOptions.DEFAULTS.withSchema(schema);
    assertThat(CsvTables.rows(CsvTables.write(folder, ""), declared, budget)).isEmpty();
    assertThat(CsvTables.rows(CsvTables.write(folder, "a\n"), declared, budget)).isEmpty();
    assertThat(CsvTables.rows(CsvTables.write(folder, "a"), TEXTS, budget)).isEmpty();
  }

  @Test
  void headersAreChecked(MemoryBudget budget) {
    assertFails("a,b,a\n1,2,3\n", TEXTS, budget)
        .hasMessageContaining("data.csv:1: the header names 'a' twice, as column 1 and column 3");
    Schema schema = Schema.of(Field.of("a", DType.INT64), Field.of("c", DType.INT64));
    assertFails("a,b\n1,2\n", CsvOptions.DEFAULTS.withSchema(schema), budget)
        .hasMessageContaining("[a, b]")
        .hasMessageContaining("[a, c]");
    Path file = CsvTables.write(folder, "delay,b\n1,2\n");
    assertThatThrownBy(
            () -> CsvSource.open(List.of(file), CsvOptions.DEFAULTS.withType("Delay", DType.INT64)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("did you mean 'delay'");
  }

  @Test
  void filesOfOneTableHaveTheSameColumns() throws Exception {
    Path first = Files.writeString(folder.resolve("1.csv"), "a,b\n1,2\n");
    Path second = Files.writeString(folder.resolve("2.csv"), "a,c\n1,2\n");
    assertThatThrownBy(() -> CsvSource.open(List.of(first, second), CsvOptions.DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("2.csv has the columns [a, c]");
  }

  @Test
  void notNullIsHeldToItsWord(MemoryBudget budget) {
    Schema schema = Schema.of(new Field("a", DType.INT64, false), Field.of("b", DType.INT64));
    assertFails("a,b\n1,\n2,3\n,4\n", CsvOptions.DEFAULTS.withSchema(schema), budget)
        .hasMessageContaining("data.csv:4:1: null in column 'a', which is declared not null");
  }

  @Test
  void whatIsNoTextIsNamed() {
    Path gzip = CsvTables.write(folder, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThatThrownBy(() -> CsvSource.open(List.of(gzip), TEXTS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.csv is damaged GZIP");
    assertThatThrownBy(() -> CsvSource.open(List.of(folder.resolve("none.csv")), TEXTS))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> CsvSource.open(List.of(folder), TEXTS))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void aFileCutShortAfterOpeningIsAStorageError(MemoryBudget budget) throws Exception {
    Path file = CsvTables.write(folder, "a,b\n" + "1,2\n".repeat(1000));
    CsvSource source = CsvSource.open(List.of(file), TEXTS);
    Files.writeString(file, "a,b\n1,2\n");
    assertThatThrownBy(() -> CsvTables.rows(source, List.of("a"), 100, 64, budget))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void randomDamageEndsInRowsOrATypedError(MemoryBudget budget) {
    damage(1, 1000, budget);
  }

  @Test
  @Tag("slow")
  void muchRandomDamageEndsInRowsOrATypedError(MemoryBudget budget) {
    damage(2, 100_000, budget);
  }

  private void damage(long seed, int mutations, MemoryBudget budget) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] sound =
        """
        id,when,text,x
        1,2024-02-29T12:00:00.5Z,"a ""b""
        c",1.5e3
        22,2024-03-01T00:00:00Z,größer,-0.25
        333,1999-12-31T23:59:59Z,,17
        """
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] favourites = "\",\r\n0-.:TeZ \0\u007f".getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < mutations; i++) {
      byte[] broken =
          Arrays.copyOf(sound, sound.length - (random.nextInt(4) == 0 ? random.nextInt(99) : 0));
      for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
        broken[random.nextInt(broken.length)] =
            random.nextBoolean()
                ? favourites[random.nextInt(favourites.length)]
                : (byte) random.nextInt(256);
      }
      Path file = CsvTables.write(folder, broken);
      CsvOptions options = CsvOptions.DEFAULTS.withSplitBytes(1 + random.nextInt(80));
      try {
        CsvSource source = CsvSource.open(List.of(file), options);
        List<?> split = CsvTables.rows(source, source.schema().names(), 40, 64, budget);
        assertThat(split)
            .as("seed %d, mutation %d", seed, i)
            .isEqualTo(CsvTables.rows(file, CsvOptions.DEFAULTS, budget));
      } catch (QuernException e) {
        assertThat(e.getMessage()).as("seed %d, mutation %d", seed, i).contains("data.csv");
      }
    }
  }
}
