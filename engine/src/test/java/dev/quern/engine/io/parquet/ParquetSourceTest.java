package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that DuckDB wrote, read by us and by DuckDB. */
@ExtendWith(LeakCheck.class)
class ParquetSourceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0, snappy, V1, 122880",
    "1, snappy, V1, 122880",
    "63, zstd, V1, 122880",
    "64, zstd, V2, 122880",
    "65, uncompressed, V1, 122880",
    "10000, uncompressed, V1, 2048",
    "10000, uncompressed, V2, 122880",
    "10000, snappy, V1, 122880",
    "10000, zstd, V2, 2048",
    "10000, gzip, V1, 122880",
    "10000, lz4_raw, V2, 122880",
  })
  void readsWhatDuckDbWrites(
      int rows, String codec, String version, int rowGroup, MemoryBudget budget)
      throws SQLException {
    Path file = folder.resolve("t.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.run(
          "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION %s, ROW_GROUP_SIZE %d, PARQUET_VERSION %s)"
              .formatted(
                  Resources.text("every-type.sql").replace("ROWS", "" + rows),
                  file,
                  codec,
                  rowGroup,
                  version));
      ParquetSource source = ParquetSource.open(List.of(file));
      List<List<@Nullable Object>> expected =
          duck.rows("SELECT * FROM read_parquet('%s')".formatted(file));
      for (int batchRows : new int[] {64, 1024, 16384}) {
        List<List<@Nullable Object>> ours =
            DuckDb.canonical(
                BatchRows.toRows(
                    source, ScanRequest.of(source.schema().names()), budget, batchRows));
        assertThat(source.rowCount()).hasValue(rows);
        assertThat(ours).hasSize(rows);
        for (int i = 0; i < rows; i++) {
          assertThat(ours.get(i))
              .as("row %d, batches of %d", i, batchRows)
              .isEqualTo(expected.get(i));
        }
      }
    }
  }
}
