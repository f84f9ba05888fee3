package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.RowFilter;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.parquet.write.Compression;
import dev.quern.engine.io.parquet.write.ParquetSink;
import dev.quern.engine.io.parquet.write.ParquetWriteOptions;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches that a filter does not want are left out, and what comes behind them is right. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ParquetSkipTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0.1, 2147483647, false, ZSTD, 50, 1048576",
    "0.5, 20, true, SNAPPY, 20000, 4096",
    "0.0, 3, false, GZIP, 64, 0",
    "1.0, 5, false, UNCOMPRESSED, 100, 1048576",
    "0.01, 900, true, UNCOMPRESSED, 333, 4096",
  })
  void columnsOfEveryType(
      double nulls,
      int distinct,
      boolean dictionary,
      Compression compression,
      int pageRows,
      int dictionaryBytes,
      MemoryBudget budget) {
    RandomBatches random =
        new RandomBatches(5, budget).nulls(nulls).distinct(distinct).dictionary(dictionary);
    ParquetWriteOptions options =
        ParquetWriteOptions.DEFAULT
            .withCompression(compression)
            .withRowGroups(3_000, 128L << 20)
            .withPages(pageRows, 1 << 20)
            .withDictionary(dictionaryBytes);
    check(write(random, RandomBatches.ALL, options, budget), budget);
  }

  @ParameterizedTest
  @CsvSource({"100000, 1048576, 0.1", "500, 1048576, 0.1", "7, 1048576, 0.5", "100000, 200, 0"})
  void listsAndStructs(int pageRows, int pageBytes, double nulls, MemoryBudget budget) {
    check(
        write(
            new RandomBatches(9, budget).nulls(nulls),
            RandomBatches.NESTED,
            ParquetWriteOptions.DEFAULT.withPages(pageRows, pageBytes),
            budget),
        budget);
  }

  /** Its delta encodings, byte stream split and data pages of the second kind. */
  @Test
  void whatDuckDbWrites(MemoryBudget budget) throws SQLException {
    Path file = folder.resolve("duck.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.run(
          """
          COPY (SELECT i AS a, i * 7919 %% 1000003 AS b, sin(i) AS c, 'text ' || i AS d,
              CASE WHEN i %% 3 > 0 THEN i %% 5 = 0 END AS e, 'one of ' || i %% 9 AS f,
              CASE WHEN i %% 7 > 0 THEN range(i %% 5) END AS g, (i * 0.01)::DECIMAL(30, 2) AS h
            FROM range(10000) t(i)) TO '%s'
          (FORMAT parquet, PARQUET_VERSION v2, ROW_GROUP_SIZE 4096)\
          """
              .formatted(file));
    }
    check(file, budget);
  }

  @Test
  void whatOthersWrite(MemoryBudget budget) throws IOException {
    for (Path file : Corpus.files()) {
      for (String column : ParquetSource.open(List.of(file)).schema().names()) {
        check(file, List.of(column), budget);
      }
    }
  }

  @Test
  void aColumnOfWhichNothingIsWantedIsNotLookedAt(MemoryBudget budget) throws IOException {
    ParquetWriteOptions options =
        ParquetWriteOptions.DEFAULT.withCompression(Compression.UNCOMPRESSED).withDictionary(0);
    Path file = write(new RandomBatches(3, budget), RandomBatches.ALL, options, budget);
    byte[] bytes = Files.readAllBytes(file);
    ParquetFile footer = ParquetFile.open(file);
    String name = RandomBatches.ALL.names().getFirst();
    long start = footer.chunk(0, (FileColumn.Flat) footer.column(name).orElseThrow()).start();
    bytes[(int) start] = 99;
    Files.write(file, bytes);
    ParquetSource source = ParquetSource.open(List.of(file));
    List<String> columns = List.of(name);

    assertThat(read(source, columns, row -> false, 64, budget)).isEmpty();
    assertThatThrownBy(() -> read(source, columns, row -> row > 500, 64, budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'" + name + "'");
  }

  private Path write(
      RandomBatches random, Schema schema, ParquetWriteOptions options, MemoryBudget budget) {
    Path file = folder.resolve("t.parquet");
    try (ParquetSink sink = ParquetSink.create(file, schema, options, budget)) {
      for (int rows : List.of(1000, 1, 4097)) {
        try (Batch batch = random.next(schema, rows)) {
          sink.write(batch);
        }
      }
      sink.commit();
    }
    return file;
  }

  private static void check(Path file, MemoryBudget budget) {
    List<String> names = ParquetSource.open(List.of(file)).schema().names();
    check(file, names, budget);
  }

  private static void check(Path file, List<String> columns, MemoryBudget budget) {
    ParquetSource source = ParquetSource.open(List.of(file));
    List<List<@Nullable Object>> all;
    try {
      all = DuckDb.canonical(BatchRows.toRows(source, ScanRequest.of(columns), budget, 1024));
    } catch (DataException | UnsupportedDataException e) {
      return; // what is broken or cannot be read is the matter of other tests
    }
    for (int batchRows : new int[] {64, 320}) {
      for (long seed = 1; seed <= 2; seed++) {
        long salt = seed;
        double wanted = seed * 0.3;
        LongPredicate coin =
            row -> new SplittableRandom(salt * 31 + row / batchRows).nextDouble() < wanted;
        Asked asked = new Asked(coin);
        List<List<@Nullable Object>> kept = read(source, columns, asked, batchRows, budget);
        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (int row = 0; row < all.size(); row++) {
          if (asked.keeps(row)) {
            expected.add(all.get(row));
          }
        }
        assertThat(kept).hasSameSizeAs(expected);
        for (int row = 0; row < kept.size(); row++) {
          assertThat(kept.get(row))
              .as("%s %s, row %d, seed %d", file, columns, row, seed)
              .isEqualTo(expected.get(row));
        }
        assertThat(kept.size() + asked.skipped).isEqualTo(all.size());
      }
    }
  }

  private static List<List<@Nullable Object>> read(
      ParquetSource source,
      List<String> columns,
      LongPredicate wanted,
      int batchRows,
      MemoryBudget budget) {
    return read(source, columns, new Asked(wanted), batchRows, budget);
  }

  private static List<List<@Nullable Object>> read(
      ParquetSource source,
      List<String> columns,
      Asked filter,
      int batchRows,
      MemoryBudget budget) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (ParquetSplit split : source.splits(ScanRequest.of(columns))) {
      try (BatchReader reader = split.open(budget, batchRows, filter)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          rows.addAll(DuckDb.canonical(BatchRows.toRows(batch)));
          batch.close();
        }
      }
    }
    return rows;
  }

  /** Wants the batches whose first row a predicate wants, and looks at no column. */
  private static final class Asked implements RowFilter {
    private final LongPredicate wanted;
    private final List<Boolean> answers = new ArrayList<>();
    private long skipped;

    Asked(LongPredicate wanted) {
      this.wanted = wanted;
    }

    boolean keeps(int row) {
      return answers.get(row);
    }

    @Override
    public List<String> columns() {
      return List.of();
    }

    @Override
    public boolean wants(Batch batch) {
      boolean answer = wanted.test(answers.size());
      for (int i = 0; i < batch.rows(); i++) {
        answers.add(answer);
      }
      return answer;
    }

    @Override
    public void skipped(long rows) {
      skipped += rows;
    }
  }
}
