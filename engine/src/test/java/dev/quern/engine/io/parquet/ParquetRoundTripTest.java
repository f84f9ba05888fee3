package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.parquet.write.Compression;
import dev.quern.engine.io.parquet.write.ParquetSink;
import dev.quern.engine.io.parquet.write.ParquetWriteOptions;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What our own sink wrote, read back. */
@ExtendWith(LeakCheck.class)
class ParquetRoundTripTest {
  private static final Schema TEXT = Schema.of(Field.of("text", DType.UTF8));
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0.1, 2147483647, false, ZSTD, 700",
    "0.5, 20, true, SNAPPY, 20000",
    "0.0, 3, false, GZIP, 64",
    "1.0, 5, false, UNCOMPRESSED, 1000",
    "0.01, 900, true, UNCOMPRESSED, 333",
  })
  void everyTypeComesBack(
      double nulls,
      int distinct,
      boolean dictionary,
      Compression compression,
      int pageRows,
      MemoryBudget budget) {
    long seed = 7;
    RandomBatches random =
        new RandomBatches(seed, budget).nulls(nulls).distinct(distinct).dictionary(dictionary);
    Path file = folder.resolve("t.parquet");
    List<List<@Nullable Object>> expected = new ArrayList<>();
    try (ParquetSink sink =
        ParquetSink.create(
            file, RandomBatches.ALL, options(compression, pageRows, 1 << 12), budget)) {
      for (int rows : List.of(1000, 1, 4097)) {
        try (Batch batch = random.next(RandomBatches.ALL, rows)) {
          expected.addAll(DuckDb.canonical(BatchRows.toRows(batch)));
          sink.write(batch);
        }
      }
      sink.commit();
    }
    ParquetSource source = ParquetSource.open(List.of(file));
    for (int batchRows : new int[] {64, 1024, 16384}) {
      List<List<@Nullable Object>> rows =
          DuckDb.canonical(
              BatchRows.toRows(
                  source, ScanRequest.of(RandomBatches.ALL.names()), budget, batchRows));
      assertThat(rows).hasSameSizeAs(expected);
      for (int i = 0; i < rows.size(); i++) {
        assertThat(rows.get(i)).as("row %d, seed %d", i, seed).isEqualTo(expected.get(i));
      }
    }
  }

  /** Rows that go on in the next page, or batch, and lists longer than a batch. */
  @ParameterizedTest
  @CsvSource({"100000, 1048576, 0.1", "500, 1048576, 0.1", "7, 1048576, 0.5", "100000, 200, 0"})
  void listsAndStructsReadBackByDuckDb(
      int pageRows, int pageBytes, double nulls, MemoryBudget budget) throws Exception {
    RandomBatches random = new RandomBatches(9, budget).nulls(nulls);
    Path file = folder.resolve("n.parquet");
    List<List<@Nullable Object>> expected = new ArrayList<>();
    try (ParquetSink sink =
            ParquetSink.create(
                file,
                RandomBatches.NESTED,
                ParquetWriteOptions.DEFAULT.withPages(pageRows, pageBytes),
                budget);
        DuckDb duck = new DuckDb()) {
      for (int rows : List.of(700, 1, 1300)) {
        try (Batch batch = random.next(RandomBatches.NESTED, rows)) {
          expected.addAll(DuckDb.canonical(BatchRows.toRows(batch)));
          sink.write(batch);
        }
      }
      sink.commit();
      assertThat(duck.rows("SELECT * FROM '%s'".formatted(file))).isEqualTo(expected);
    }
    ParquetSource source = ParquetSource.open(List.of(file));
    for (int batchRows : new int[] {1, 64, 16384}) {
      assertThat(
              DuckDb.canonical(
                  BatchRows.toRows(
                      source, ScanRequest.of(RandomBatches.NESTED.names()), budget, batchRows)))
          .isEqualTo(expected);
    }
  }

  /** A chunk whose dictionary was given up: codes, then a batch of both, then views. */
  @ParameterizedTest
  @CsvSource({"0", "3"})
  void aBatchAcrossTheEndOfTheDictionaryIsFlat(int nullEvery, MemoryBudget budget) {
    int rows = 6_000;
    List<@Nullable Object> expected = new ArrayList<>();
    Path file = folder.resolve("t.parquet");
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, rows);
        ParquetSink sink =
            ParquetSink.create(
                file, TEXT, options(Compression.UNCOMPRESSED, 1000, 4_000), budget)) {
      for (int i = 0; i < rows; i++) {
        if (nullEvery > 0 && i % nullEvery == 0) {
          builder.appendNull();
          expected.add(null);
        } else {
          String value =
              i < 3_000 ? "few but long enough " + i % 5 : "one of many, all different " + i;
          builder.append(i % 7 == 0 ? "short" + i % 5 : value);
          expected.add(i % 7 == 0 ? "short" + i % 5 : value);
        }
      }
      try (Batch batch = Batch.of(TEXT, rows, List.of(builder.build()))) {
        sink.write(batch);
      }
      sink.commit();
    }
    List<Boolean> coded = new ArrayList<>();
    List<@Nullable Object> read = new ArrayList<>();
    BatchRows.forEach(
        ParquetSource.open(List.of(file)),
        ScanRequest.of(TEXT.names()),
        budget,
        1_984,
        batch -> {
          coded.add(batch.column(0).isDictionary());
          BatchRows.toRows(batch).forEach(row -> read.add(row.getFirst()));
        });
    assertThat(read).isEqualTo(expected);
    assertThat(coded).startsWith(true).endsWith(false);
  }

  @Test
  void aFlippedBitInAPageIsFound(MemoryBudget budget) throws IOException {
    Path file = folder.resolve("t.parquet");
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.INT64, 1000);
        ParquetSink sink =
            ParquetSink.create(
                file,
                Schema.of(Field.of("x", DType.INT64)),
                options(Compression.UNCOMPRESSED, 1000, 0),
                budget)) {
      for (long i = 0; i < 1000; i++) {
        builder.append(i * i);
      }
      ColumnVector column = builder.build();
      try (Batch batch = Batch.of(Schema.of(Field.of("x", DType.INT64)), 1000, List.of(column))) {
        sink.write(batch);
      }
      sink.commit();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[4000] ^= 4;
    Files.write(file, bytes);
    ParquetSource source = ParquetSource.open(List.of(file));
    assertThatThrownBy(() -> BatchRows.toRows(source, ScanRequest.of(List.of("x")), budget, 64))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("t.parquet", "'x'", "checksum");
  }

  private static ParquetWriteOptions options(
      Compression compression, int pageRows, int dictionaryBytes) {
    return ParquetWriteOptions.DEFAULT
        .withCompression(compression)
        .withRowGroups(10_000, 128L << 20)
        .withPages(pageRows, 1 << 20)
        .withDictionary(dictionaryBytes);
  }
}
