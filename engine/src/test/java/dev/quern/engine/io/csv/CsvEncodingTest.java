package dev.quern.engine.io.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are compressed, or in another encoding than UTF-8, read as their plain text does. */
@ExtendWith(LeakCheck.class)
final class CsvEncodingTest {
  private static final CsvOptions OPTIONS = CsvOptions.DEFAULTS.withSplitBytes(4096);

  @TempDir Path folder;

  private static String text(int rows) {
    StringBuilder text = new StringBuilder("id,name,value\n");
    for (int i = 0; i < rows; i++) {
      text.append(i)
          .append(",\"köln, 𝄞 ")
          .append(i * 7L)
          .append("\",")
          .append(i / 4.0)
          .append('\n');
    }
    return text.toString();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private void assertSame(byte[] bytes, String text, CsvOptions options, MemoryBudget budget) {
    List<?> expected = CsvTables.rows(CsvTables.write(folder, text), OPTIONS, budget);
    Path file = CsvTables.write(folder, bytes);
    CsvSource source = CsvSource.open(List.of(file), options);
    assertThat(source.splits(ScanRequest.of(List.of("id")))).hasSize(1);
    for (int windowBytes : new int[] {300, 5000, TextWindow.DEFAULT_BYTES}) {
      assertThat(CsvTables.rows(source, source.schema().names(), windowBytes, 1024, budget))
          .isEqualTo(expected);
    }
  }

  @Test
  void gzipOfAnyNumberOfMembers(MemoryBudget budget) {
    byte[] bytes = text(6_000).getBytes(UTF_8);
    assertSame(gzip(bytes), text(6_000), OPTIONS, budget);
    byte[] head = Arrays.copyOf(bytes, 60_001);
    byte[] tail = Arrays.copyOfRange(bytes, 60_001, bytes.length);
    assertSame(joined(gzip(head), gzip(tail)), text(6_000), OPTIONS, budget);
  }

  @Test
  void zstdOfAnyNumberOfFrames(MemoryBudget budget) {
    byte[] bytes = text(6_000).getBytes(UTF_8);
    byte[] head = Zstd.compress(Arrays.copyOf(bytes, 60_001));
    byte[] tail = Zstd.compress(Arrays.copyOfRange(bytes, 60_001, bytes.length));
    assertSame(joined(head, tail), text(6_000), OPTIONS, budget);
  }

  @Test
  void utf16WithAMark(MemoryBudget budget) {
    String text = text(3000);
    assertSame(("\uFEFF" + text).getBytes(UTF_16LE), text, OPTIONS, budget);
    assertSame(gzip(("\uFEFF" + text).getBytes(UTF_16BE)), text, OPTIONS, budget);
  }

  @Test
  void encodingsThatAreNamed(MemoryBudget budget) {
    String latin = text(500).replace("𝄞", "ÿ");
    assertSame(latin.getBytes(ISO_8859_1), latin, OPTIONS.withEncoding(ISO_8859_1), budget);
    String utf16 = text(500);
    assertSame(utf16.getBytes(UTF_16LE), utf16, OPTIONS.withEncoding(UTF_16LE), budget);
  }

  @Test
  void aLastRowWithoutALineEnd(MemoryBudget budget) {
    String text = text(2000).stripTrailing();
    assertSame(gzip(text.getBytes(UTF_8)), text, OPTIONS, budget);
  }

  @Test
  void placesAreThoseOfTheText(MemoryBudget budget) {
    String text = text(5000) + "12a,x,1\n" + text(10).substring(14);
    CsvOptions options = OPTIONS.withType("id", DType.INT64);
    Path file = CsvTables.write(folder, gzip(text.getBytes(UTF_8)));
    assertThatThrownBy(() -> CsvTables.rows(file, options, budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.csv:5002:1: '12a' is no int64");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsCutShortIsAnError(boolean zstd, MemoryBudget budget) {
    byte[] bytes = text(6_000).getBytes(UTF_8);
    byte[] whole = zstd ? Zstd.compress(bytes) : gzip(bytes);
    Path file = CsvTables.write(folder, Arrays.copyOf(whole, whole.length - 50));
    assertThatThrownBy(() -> CsvTables.rows(file, OPTIONS, budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.csv is damaged");
  }

  @Test
  void whatIsNotInItsEncodingIsAnError(MemoryBudget budget) {
    byte[] odd = Arrays.copyOf("\uFEFFa,b\n1,2\n".getBytes(UTF_16LE), 15);
    assertThatThrownBy(() -> CsvTables.rows(CsvTables.write(folder, odd), OPTIONS, budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("UTF-16");
    CsvOptions options = CsvOptions.DEFAULTS;
    assertThatThrownBy(
            () ->
                new CsvOptions(
                    options.dialect(),
                    true,
                    options.names(),
                    0,
                    0,
                    options.schema(),
                    options.types(),
                    options.inference(),
                    options.conflicts(),
                    options.raggedRows(),
                    options.rejectsColumn(),
                    false,
                    1,
                    1,
                    "utf-9"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("utf-9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.csv", "x.csv.gz", "x.csv.zst"})
  void filesAreCompressedAsTheirNameSays(String name, MemoryBudget budget) throws Exception {
    Path plain = CsvTables.write(folder, text(30_000));
    CsvSource source = CsvSource.open(List.of(plain), CsvOptions.DEFAULTS);
    Path file = folder.resolve(name);
    try (CsvSink sink = CsvSink.create(file, source.schema(), CsvWriteOptions.DEFAULTS)) {
      for (Split split : source.splits(ScanRequest.of(source.schema().names()))) {
        try (var reader = split.open(budget, 1024)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            try (Batch rows = batch) {
              sink.write(rows);
            }
          }
        }
      }
      assertThat(sink.commit().bytes()).isEqualTo(Files.size(file));
    }
    assertThat(CsvTables.rows(file, CsvOptions.DEFAULTS, budget))
        .isEqualTo(CsvTables.rows(plain, CsvOptions.DEFAULTS, budget));
    if (!name.equals("x.csv")) {
      assertThat(Files.size(file)).isLessThan(Files.size(plain) / 2);
    }
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet rows =
            duckDb
                .createStatement()
                .executeQuery("select count(*), sum(id) from read_csv('%s')".formatted(file))) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(1)).isEqualTo(30_000);
      assertThat(rows.getLong(2)).isEqualTo(30_000L * 29_999 / 2);
    }
  }

  @Test
  void aSinkThatIsGivenUpLeavesNothing() {
    Schema schema = Schema.of(Field.of("a", DType.INT64));
    Path file = folder.resolve("x.csv.zst");
    CsvSink sink = CsvSink.create(file, schema, CsvWriteOptions.DEFAULTS);
    assertThat(folder).isNotEmptyDirectory();
    sink.close();
    assertThat(folder).isEmptyDirectory();
  }
}
