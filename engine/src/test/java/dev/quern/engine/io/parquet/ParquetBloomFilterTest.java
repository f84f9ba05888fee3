package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.parquet.write.ParquetSink;
import dev.quern.engine.io.parquet.write.ParquetWriteOptions;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three row groups, of which number g holds the keys that leave g when divided by three: bounds
 * tell them not apart, and Bloom filters do.
 */
@ExtendWith(LeakCheck.class)
class ParquetBloomFilterTest {
  private static final int GROUPS = 3;
  private static final int GROUP_ROWS = 2048;
  private static final int KEYS = 120;
  private static final long DAYS = LocalDate.of(2001, 1, 1).toEpochDay();

  /* What is made of a key, in SQL and as a predicate's constant. */
  private record Column(String name, String sql, LongFunction<Object> constant) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("tiny", "k::TINYINT", k -> k),
          new Column("small", "(k * 7)::SMALLINT", k -> k * 7),
          new Column("whole", "(-k)::INTEGER", k -> -k),
          new Column("long", "k * 1000000000000", k -> k * 1_000_000_000_000L),
          new Column("unsigned", "(k + 3000000000)::UINTEGER", k -> k + 3_000_000_000L),
          new Column(
              "huge",
              "(k + 9223372036854775800::HUGEINT)::UBIGINT",
              k -> BigDecimal.valueOf(k).add(new BigDecimal("9223372036854775800"))),
          new Column("single", "(k / 8)::FLOAT", k -> k / 8.0),
          new Column("double", "(k / 7.0)::DOUBLE", k -> k / 7.0),
          new Column("text", "printf('key %d', k)", k -> "key " + k),
          new Column("money", "(k * 0.01)::DECIMAL(4, 2)", k -> BigDecimal.valueOf(k, 2)),
          new Column("price", "(k * -0.01)::DECIMAL(9, 2)", k -> BigDecimal.valueOf(-k, 2)),
          new Column("sum", "(k * 10)::DECIMAL(18, 2)", k -> BigDecimal.valueOf(k * 10)),
          new Column("wide", "(k * -0.01)::DECIMAL(38, 2)", k -> BigDecimal.valueOf(-k, 2)),
          new Column("day", "DATE '2001-01-01' + k::INTEGER", k -> DAYS + k),
          new Column(
              "moment",
              "TIMESTAMP '2001-01-01' + to_seconds(k)",
              k -> (DAYS * 86_400 + k) * 1_000_000L));

  private static final List<String> WIDE = List.of("huge", "wide");

  @TempDir Path folder;

  @Test
  void theFiltersOfDuckDbAreRead() throws SQLException {
    try (DuckDb duck = new DuckDb()) {
      Path file = written(duck);
      List<Column> withFilter =
          COLUMNS.stream().filter(column -> hasFilter(file, column.name())).toList();
      assertThat(withFilter)
          .extracting(Column::name)
          .contains("tiny", "long", "unsigned", "single", "double", "text");
      for (Column column : withFilter) {
        checkAgainst(duck, file, column);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1 << 20})
  void duckDbReadsOurs(int dictionaryBytes, MemoryBudget budget) throws SQLException {
    try (DuckDb duck = new DuckDb()) {
      Path file = folder.resolve("ours.parquet");
      rewrite(
          written(duck),
          file,
          ParquetWriteOptions.DEFAULT
              .withRowGroups(GROUP_ROWS, 1 << 27)
              .withPages(500, 1 << 20)
              .withDictionary(dictionaryBytes)
              .withBloomFilters(COLUMNS.stream().map(Column::name).toList()),
          budget);
      for (Column column : COLUMNS) {
        checkAgainst(duck, file, column);
      }
    }
  }

  private static void checkAgainst(DuckDb duck, Path file, Column column) throws SQLException {
    int excluded = 0;
    ParquetFile footer = ParquetFile.open(file);
    for (long key = 0; key < KEYS; key++) {
      List<Boolean> ours = excluded(footer, column.name(), column.constant().apply(key));
      assertThat(ours.get((int) key % GROUPS)).as("%s of key %d", column.name(), key).isFalse();
      excluded += (int) ours.stream().filter(out -> out).count();
      if (key < 12) {
        List<Boolean> theirs = new ArrayList<>();
        duck.rows(
                "SELECT bloom_filter_excludes FROM parquet_bloom_probe('%s', '%s', %s) ORDER BY row_group_id"
                    .formatted(file, column.name(), column.sql().replaceAll("\\bk\\b", "" + key)))
            .forEach(row -> theirs.add((Boolean) row.getFirst()));
        // Of decimals of fixed length it does not ask the filter.
        if (theirs.contains(true) || !WIDE.contains(column.name())) {
          assertThat(ours).as("%s of key %d", column.name(), key).isEqualTo(theirs);
        }
      }
    }
    assertThat(excluded).as(column.name()).isGreaterThan(KEYS * (GROUPS - 1) * 9 / 10);
  }

  @Test
  void onlyGroupsThatMayHoldAValueAreRead(MemoryBudget budget) throws SQLException {
    Path file = ours(budget);
    assertThat(rows(file, new ColumnPredicate("long", Comparison.EQUAL, 50L), budget)).isEqualTo(0);
    assertThat(
            rows(file, new ColumnPredicate("long", Comparison.EQUAL, 50_000_000_000_000L), budget))
        .isEqualTo(GROUP_ROWS);
    assertThat(
            rows(
                file,
                new ColumnPredicate(
                    "text", Comparison.IN, List.of("key 1", "key 1x", "key 2", "key 4")),
                budget))
        .isEqualTo(2 * GROUP_ROWS);
    assertThat(rows(file, new ColumnPredicate("text", Comparison.IN, List.of("key 7x")), budget))
        .isEqualTo(0);
    // What filters cannot tell.
    assertThat(rows(file, new ColumnPredicate("text", Comparison.NOT_EQUAL, "key 1"), budget))
        .isEqualTo(GROUPS * GROUP_ROWS);
    assertThat(rows(file, new ColumnPredicate("double", Comparison.EQUAL, Double.NaN), budget))
        .isEqualTo(GROUPS * GROUP_ROWS);
    assertThat(rows(file, new ColumnPredicate("text", Comparison.EQUAL, 1L), budget))
        .isEqualTo(GROUPS * GROUP_ROWS);
  }

  @Test
  void bothZerosAreFound(MemoryBudget budget) throws SQLException {
    Path from = folder.resolve("zeros.parquet");
    Path file = folder.resolve("z.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.run(
          """
          COPY (SELECT CASE i %% 3 WHEN 0 THEN -0.0 WHEN 1 THEN -5 ELSE 5 END::DOUBLE AS d,
              CASE i %% 3 WHEN 0 THEN 0.0 WHEN 1 THEN -5 ELSE 5 END::FLOAT AS f
            FROM range(99) t(i)) TO '%s' (FORMAT parquet)\
          """
              .formatted(from));
    }
    rewrite(from, file, ParquetWriteOptions.DEFAULT.withBloomFilters(List.of("d", "f")), budget);
    for (String column : List.of("d", "f")) {
      for (double zero : new double[] {0.0, -0.0}) {
        assertThat(excluded(file, column, zero)).as("%s = %s", column, zero).containsExactly(false);
      }
      assertThat(excluded(file, column, 1.0)).as(column).containsExactly(true);
    }
  }

  @Test
  void aFilterWithABrokenHeaderDecidesNothing(MemoryBudget budget)
      throws IOException, SQLException {
    Path file = ours(budget);
    ParquetFile footer = ParquetFile.open(file);
    FileColumn.Flat column = (FileColumn.Flat) footer.column("long").orElseThrow();
    int start = (int) footer.metadata(1, column).getBloom_filter_offset();
    int header = footer.metadata(1, column).getBloom_filter_length() & 31;
    assertThat(header).isBetween(10, 31);
    byte[] good = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 100; round++) {
      byte[] bytes = good.clone();
      bytes[start + random.nextInt(header)] = (byte) random.nextInt(256);
      Files.write(file, bytes);
      assertThat(excluded(file, "long", 1_000_000_000_000L).get(1)).as("round %d", round).isFalse();
    }
  }

  @Test
  void whatFileOfOthersHoldsIsFound(MemoryBudget budget) throws IOException {
    int filters = 0;
    for (Path file : Corpus.files()) {
      if (!file.getFileName().toString().contains("bloom")) {
        continue;
      }
      ParquetSource source = ParquetSource.open(List.of(file));
      ParquetFile footer = ParquetFile.open(file);
      for (String name : source.schema().names()) {
        if (source.schema().field(name).type() == DType.UTF8
            && footer.column(name).orElseThrow() instanceof FileColumn.Flat column
            && footer.bloomFilter(0, column) != null) {
          filters++;
          BatchRows.toRows(source, ScanRequest.of(List.of(name)), budget, 64)
              .forEach(
                  row -> assertThat(excluded(file, name, row.getFirst())).containsExactly(false));
          assertThat(excluded(file, name, "no such value")).containsExactly(true);
        }
      }
    }
    assertThat(filters).isEqualTo(2);
  }

  private static boolean hasFilter(Path path, String name) {
    ParquetFile file = ParquetFile.open(path);
    return file.bloomFilter(0, (FileColumn.Flat) file.column(name).orElseThrow()) != null;
  }

  /* Which row groups the filter of a column says have no such value. */
  private static List<Boolean> excluded(Path path, String name, Object value) {
    return excluded(ParquetFile.open(path), name, value);
  }

  private static List<Boolean> excluded(ParquetFile file, String name, Object value) {
    FileColumn.Flat column = (FileColumn.Flat) file.column(name).orElseThrow();
    ColumnPredicate predicate = new ColumnPredicate(name, Comparison.EQUAL, value);
    List<Boolean> excluded = new ArrayList<>();
    try (InputFile bytes = InputFile.open(file.path())) {
      for (int group = 0; group < file.rowGroups().size(); group++) {
        excluded.add(
            !BloomPruning.of(ChunkOutline.of(file, group, column), predicate)
                .orElseThrow()
                .mayMatch(bytes));
      }
    }
    return excluded;
  }

  private static long rows(Path file, ColumnPredicate predicate, MemoryBudget budget) {
    ParquetSource source = ParquetSource.open(List.of(file));
    return BatchRows.toRows(
            source, new ScanRequest(List.of("tiny"), List.of(predicate)), budget, 1024)
        .size();
  }

  private Path ours(MemoryBudget budget) throws SQLException {
    Path file = folder.resolve("ours.parquet");
    try (DuckDb duck = new DuckDb()) {
      rewrite(
          written(duck),
          file,
          ParquetWriteOptions.DEFAULT
              .withRowGroups(GROUP_ROWS, 1 << 27)
              .withBloomFilters(List.of("long", "text", "double")),
          budget);
    }
    return file;
  }

  private Path written(DuckDb duck) throws SQLException {
    Path file = folder.resolve("duck.parquet");
    StringBuilder select = new StringBuilder();
    COLUMNS.forEach(
        column ->
            select.append(
                "%s%s AS %s".formatted(select.isEmpty() ? "" : ", ", column.sql(), column.name())));
    duck.run(
        "COPY (SELECT %s FROM (SELECT ((hash(i) %% %d)::BIGINT * %d + i // %d) AS k FROM range(%d) t(i))) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE %d)"
            .formatted(
                select, KEYS / GROUPS, GROUPS, GROUP_ROWS, GROUPS * GROUP_ROWS, file, GROUP_ROWS));
    return file;
  }

  private static void rewrite(
      Path from, Path to, ParquetWriteOptions options, MemoryBudget budget) {
    ParquetSource source = ParquetSource.open(List.of(from));
    try (ParquetSink sink = ParquetSink.create(to, source.schema(), options, budget)) {
      BatchRows.forEach(source, ScanRequest.of(source.schema().names()), budget, 1024, sink::write);
      sink.commit();
    }
  }
}
