package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.StorageException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files that are missing, broken or of another kind: a typed error that says what and where. */
@ExtendWith(LeakCheck.class)
class ParquetBadInputTest {
  @TempDir Path folder;

  @Test
  void missingFile() {
    assertThatThrownBy(() -> open(folder.resolve("no.parquet")))
        .isInstanceOf(StorageException.class)
        .hasMessageContainingAll("no.parquet", "does not exist");
  }

  @Test
  void directory() {
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> ParquetSource.open(folder.toString()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(".parquet");
  }

  @Test
  void emptyAndTinyAndForeignFiles() throws IOException {
    assertThatThrownBy(() -> open(file(new byte[0])))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no bytes at all");
    assertThatThrownBy(() -> open(file("PAR1PAR1".getBytes(StandardCharsets.US_ASCII))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("only 8 bytes");
    assertThatThrownBy(() -> open(file("a,b\n1,2\n3,4\n5,6\n".getBytes(StandardCharsets.US_ASCII))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no Parquet file");
  }

  @Test
  void truncatedFile() throws Exception {
    byte[] good = good("uncompressed");
    assertThatThrownBy(() -> open(file(Arrays.copyOf(good, good.length - 3))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("only a part");
  }

  @Test
  void footerLengthBeyondTheFile() throws Exception {
    byte[] bytes = good("uncompressed");
    bytes[bytes.length - 6] = 0x7F;
    assertThatThrownBy(() -> open(file(bytes)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("footer");
  }

  @Test
  void footerOfRubbish() throws Exception {
    byte[] bytes = good("uncompressed");
    Arrays.fill(bytes, bytes.length - 200, bytes.length - 8, (byte) 0x55);
    assertThatThrownBy(() -> open(file(bytes)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("footer");
  }

  @Test
  void encryptedFooter() throws Exception {
    byte[] bytes = good("uncompressed");
    bytes[bytes.length - 1] = 'E';
    assertThatThrownBy(() -> open(file(bytes)))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContaining("encrypted");
  }

  @Test
  void brokenPageNamesFileRowGroupColumnAndPage(MemoryBudget budget) throws Exception {
    byte[] bytes = good("zstd");
    // Behind the magic and the first page's header.
    Arrays.fill(bytes, 40, 60, (byte) 0x55);
    ParquetSource source = open(file(bytes));
    assertThatThrownBy(
            () -> BatchRows.toRows(source, ScanRequest.of(List.of("number")), budget, 64))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("bad.parquet", "row group 0", "'number'", "page at byte 4");
  }

  @Test
  void aReaderThatFailedDoesNotGoOn(MemoryBudget budget) throws Exception {
    byte[] bytes = good("zstd");
    Arrays.fill(bytes, 40, 60, (byte) 0x55);
    ParquetSplit split =
        open(file(bytes)).splits(ScanRequest.of(List.of("text", "number"))).getFirst();
    try (BatchReader reader = split.open(budget, 64)) {
      assertThatThrownBy(reader::next).isInstanceOf(DataException.class);
      assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void fileReplacedAfterPlanning(MemoryBudget budget) throws Exception {
    Path file = file(good("zstd"));
    ParquetSplit split = open(file).splits(ScanRequest.of(List.of("number"))).getFirst();
    Files.write(file, good("uncompressed"));
    assertThatThrownBy(() -> split.open(budget, 64))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("replaced");
  }

  @Test
  void brotliIsNamed(MemoryBudget budget) throws Exception {
    Path file = folder.resolve("brotli.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.run("COPY (SELECT 1 AS a) TO '%s' (FORMAT parquet, COMPRESSION brotli)".formatted(file));
    }
    ParquetSource source = open(file);
    assertThat(source.rowCount()).hasValue(1);
    assertThatThrownBy(() -> BatchRows.toRows(source, ScanRequest.of(List.of("a")), budget, 64))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContainingAll("brotli.parquet", "BROTLI");
  }

  /* The file is pyarrow's: decimals of 40 digits, by themselves and in a struct. */
  @Test
  void columnsOfTypesWithoutACounterpartAreLeftOutAndRefused() throws Exception {
    Path file = folder.resolve("digits.parquet");
    URL made = ParquetBadInputTest.class.getResource("digits-40.parquet");
    Files.copy(Path.of(Objects.requireNonNull(made).toURI()), file);
    ParquetSource source = open(file);
    assertThat(source.schema().names()).containsExactly("a");
    assertThat(source.describe()).contains("[s, t]");
    for (String column : List.of("s", "t")) {
      assertThatThrownBy(() -> source.splits(ScanRequest.of(List.of("a", column))))
          .isInstanceOf(UnsupportedDataException.class)
          .hasMessageContainingAll(
              "digits.parquet", "'" + column + "'", "decimals of precision 40");
    }
  }

  private byte[] good(String codec) throws SQLException, IOException {
    Path file = folder.resolve("good.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.run(
          "COPY (SELECT (hash(i) %% 100000)::BIGINT AS number, 'text ' || i AS text FROM range(1000) t(i)) TO '%s' (FORMAT parquet, COMPRESSION %s)"
              .formatted(file, codec));
    }
    return Files.readAllBytes(file);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("bad.parquet"), bytes);
  }

  private static ParquetSource open(Path file) {
    return ParquetSource.open(List.of(file));
  }
}
