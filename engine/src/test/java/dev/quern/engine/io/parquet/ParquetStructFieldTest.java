package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.parquet.read.ChunkSpec;
import dev.quern.engine.io.parquet.write.ParquetSink;
import dev.quern.engine.io.parquet.write.ParquetWriteOptions;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields of structs read alone are what they are in the structs. */
@ExtendWith(LeakCheck.class)
class ParquetStructFieldTest {
  private static final DType INNER =
      DType.struct(
          Field.of("n", DType.INT32), Field.of("t", DType.UTF8), Field.of("f", DType.BOOL));
  private static final Schema STRUCTS =
      Schema.of(
          Field.of("s", DType.struct(Field.of("x", DType.INT64), Field.of("inner", INNER))),
          new Field("r", DType.struct(Field.of("d", DType.decimal(30, 2))), false));
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0.1, 2147483647, 100, 1048576",
    "0.5, 5, 7, 1048576",
    "0, 3, 20000, 0",
    "1, 3, 50, 0"
  })
  void ofOurOwnFiles(
      double nulls, int distinct, int pageRows, int dictionaryBytes, MemoryBudget budget) {
    for (Schema schema : List.of(STRUCTS, RandomBatches.NESTED)) {
      check(
          write(
              schema,
              new RandomBatches(8, budget).nulls(nulls).distinct(distinct),
              ParquetWriteOptions.DEFAULT
                  .withPages(pageRows, 1 << 20)
                  .withDictionary(dictionaryBytes)
                  .withRowGroups(900, 1 << 27),
              budget),
          budget);
    }
  }

  @Test
  void ofFilesOfOthers(MemoryBudget budget) throws IOException {
    for (Path file : Corpus.files()) {
      check(file, budget);
    }
  }

  @Test
  void predicatesOfFieldsPrune(MemoryBudget budget) throws SQLException {
    Path file = folder.resolve("duck.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.run(
          """
          COPY (SELECT CASE WHEN i %% 5 > 0 THEN
                {'n': i, 'of': {'t': 'text ' || i % 7, 'k': i // 2048}} END AS s
            FROM range(8192) t(i)) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 2048)\
          """
              .replace("% 7", "%% 7")
              .formatted(file));
    }
    Source source = ParquetSource.open(List.of(file));
    assertThat(source.withField("s.m")).isEmpty();
    assertThat(source.withField("s.n.o")).isEmpty();
    for (String path : List.of("s.n", "s.of.t", "s.of.k")) {
      source = source.withField(path).orElseThrow();
    }
    assertThat(source.schema().names()).containsExactly("s", "s.n", "s.of.t", "s.of.k");
    assertThat(rows(source, budget, new ColumnPredicate("s.n", Comparison.LESS, 2_048L)))
        .isEqualTo(2_048);
    assertThat(rows(source, budget, new ColumnPredicate("s.of.k", Comparison.IN, List.of(1L, 3L))))
        .isEqualTo(4_096);
    // By the Bloom filter, which DuckDB has of dictionaries.
    assertThat(rows(source, budget, new ColumnPredicate("s.of.t", Comparison.EQUAL, "text 2x")))
        .isZero();
    assertThat(rows(source, budget, new ColumnPredicate("s.of.t", Comparison.EQUAL, "text 2")))
        .isEqualTo(8_192);
    assertThat(source.statistics("s.n").greatest()).isEqualTo(8_191);
  }

  @Test
  void theOtherFieldsAreNotRead(MemoryBudget budget) throws IOException {
    Path file = write(STRUCTS, new RandomBatches(6, budget), ParquetWriteOptions.DEFAULT, budget);
    ParquetFile footer = ParquetFile.open(file);
    byte[] bytes = Files.readAllBytes(file);
    for (String path : List.of("s.inner.n", "s.inner.t", "s.inner.f", "r.d")) {
      ChunkSpec chunk = footer.chunk(0, (FileColumn.Flat) footer.column(path).orElseThrow());
      Arrays.fill(bytes, (int) chunk.start(), (int) (chunk.start() + chunk.length()), (byte) -1);
    }
    Files.write(file, bytes);
    Source source = ParquetSource.open(List.of(file)).withField("s.x").orElseThrow();
    assertThat(BatchRows.toRows(source, ScanRequest.of(List.of("s.x")), budget, 64)).hasSize(2_001);
    assertThatThrownBy(() -> BatchRows.toRows(source, ScanRequest.of(List.of("s")), budget, 64))
        .isInstanceOf(DataException.class);
  }

  private static long rows(Source source, MemoryBudget budget, ColumnPredicate predicate) {
    return BatchRows.toRows(
            source, new ScanRequest(List.of("s.n"), List.of(predicate)), budget, 1024)
        .size();
  }

  private Path write(
      Schema schema, RandomBatches random, ParquetWriteOptions options, MemoryBudget budget) {
    Path file = folder.resolve("t.parquet");
    try (ParquetSink sink = ParquetSink.create(file, schema, options, budget)) {
      for (int rows : List.of(700, 1, 1300)) {
        try (Batch batch = random.next(schema, rows)) {
          sink.write(batch);
        }
      }
      sink.commit();
    }
    return file;
  }

  private static void check(Path file, MemoryBudget budget) {
    Source source = ParquetSource.open(List.of(file));
    for (Field column : source.schema()) {
      if (column.type() instanceof StructType struct) {
        List<List<@Nullable Object>> whole;
        try {
          whole = BatchRows.toRows(source, ScanRequest.of(List.of(column.name())), budget, 1024);
        } catch (DataException | UnsupportedDataException e) {
          continue; // what is broken or cannot be read is the matter of other tests
        }
        check(source, struct, column.name(), whole, budget);
      }
    }
  }

  private static void check(
      Source source,
      StructType struct,
      String path,
      List<List<@Nullable Object>> whole,
      MemoryBudget budget) {
    for (Field field : struct.fields()) {
      String name = path + "." + field.name();
      List<List<@Nullable Object>> expected = new ArrayList<>();
      for (List<@Nullable Object> row : whole) {
        List<@Nullable Object> value = new ArrayList<>(1);
        value.add(row.getFirst() instanceof Map<?, ?> of ? of.get(field.name()) : null);
        expected.add(value);
      }
      Source alone = source.withField(name).orElseThrow();
      assertThat(alone.schema().field(name).type()).isEqualTo(field.type());
      for (int batchRows : new int[] {1, 16384}) {
        List<List<@Nullable Object>> rows =
            BatchRows.toRows(alone, ScanRequest.of(List.of(name)), budget, batchRows);
        assertThat(DuckDb.canonical(rows))
            .as("%s, %s, batches of %d", source, name, batchRows)
            .isEqualTo(DuckDb.canonical(expected));
      }
      if (field.type() instanceof StructType inner) {
        check(source, inner, name, expected, budget);
      }
    }
  }
}
