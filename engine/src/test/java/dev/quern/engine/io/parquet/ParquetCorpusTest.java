package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files of Apache's parquet-testing, written by many writers. Every column is what DuckDB
 * reads, or else parquet-java, or what corpus.txt says about it.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ParquetCorpusTest {
  private static final String ABSENT = "";
  private static final Map<String, Expectation> EXPECTATIONS = expectations();
  private static @Nullable DuckDb duck;

  /** What corpus.txt says about a column or a file: a word, and how the error's message goes. */
  private record Expectation(String word, String message) {}

  @BeforeAll
  static void connect() throws SQLException {
    duck = new DuckDb();
  }

  @AfterAll
  static void disconnect() throws SQLException {
    duck().close();
  }

  @ParameterizedTest
  @MethodSource("good")
  void readsEveryColumn(String name, MemoryBudget budget) throws IOException {
    Path file = corpus(name).resolve("data").resolve(name);
    ParquetSource source = ParquetSource.open(List.of(file));
    for (String column : source.schema().names()) {
      check(source, file, name, column, budget);
    }
    assertOthersAreRefused(file);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesWhatIsBroken(String name, MemoryBudget budget) {
    Path file = corpus(name).resolve("bad_data").resolve(name);
    Throwable thrown =
        catchThrowable(
            () -> {
              ParquetSource source = ParquetSource.open(List.of(file));
              BatchRows.toRows(source, ScanRequest.of(source.schema().names()), budget, 1024);
            });
    Expectation expected = EXPECTATIONS.get(name);
    if (expected != null && expected.word.equals("readable")) {
      assertThat(thrown).isNull();
      assertOthersAreRefused(file);
    } else {
      assertThat(thrown).isInstanceOf(DataException.class).hasMessageContaining(name);
    }
  }

  static Stream<String> good() throws IOException {
    return names("data");
  }

  static Stream<String> bad() throws IOException {
    return names("bad_data");
  }

  private static void check(
      ParquetSource source, Path file, String name, String column, MemoryBudget budget)
      throws IOException {
    Expectation expected = EXPECTATIONS.get(name + " " + column);
    if (expected != null && expected.word.equals("error")) {
      assertThatThrownBy(() -> read(source, column, budget, 1024))
          .as(column)
          .isInstanceOfAny(DataException.class, UnsupportedDataException.class)
          .hasMessageContainingAll(name, column, expected.message);
      return;
    }
    List<List<@Nullable Object>> rows = read(source, column, budget, 1024);
    assertThat(rows).as(column).hasSize((int) source.rowCount().getAsLong());
    assertThat(read(source, column, budget, 64)).as("%s in small batches", column).isEqualTo(rows);
    if (expected != null && expected.word.equals("first")) {
      assertThat(String.valueOf(rows.getFirst().getFirst())).isEqualTo(expected.message);
      return;
    }
    assertThat(rows).as(column).isEqualTo(oracle(file, column));
  }

  private static List<List<@Nullable Object>> oracle(Path file, String column) throws IOException {
    try {
      return duck().rows("SELECT \"%s\" FROM read_parquet('%s')".formatted(column, file));
    } catch (SQLException e) {
      return ParquetJava.column(file, column);
    }
  }

  private static List<List<@Nullable Object>> read(
      ParquetSource source, String column, MemoryBudget budget, int batchRows) {
    return DuckDb.canonical(
        BatchRows.toRows(source, ScanRequest.of(List.of(column)), budget, batchRows));
  }

  private static void assertOthersAreRefused(Path file) {
    ParquetSource source = ParquetSource.open(List.of(file));
    for (FileColumn column : ParquetFile.open(file).columns()) {
      if (column instanceof FileColumn.Skipped) {
        assertThatThrownBy(() -> source.splits(ScanRequest.of(List.of(column.name()))))
            .isInstanceOf(UnsupportedDataException.class)
            .hasMessageContaining("'" + column.name() + "'");
      }
    }
  }

  private static Path corpus(String name) {
    assumeTrue(!name.equals(ABSENT), "QUERN_CORPUS does not name a folder with parquet-testing");
    return Path.of(System.getenv("QUERN_CORPUS"));
  }

  private static Stream<String> names(String folder) throws IOException {
    String corpus = System.getenv("QUERN_CORPUS");
    if (corpus == null || !Files.isDirectory(Path.of(corpus, folder))) {
      return Stream.of(ABSENT);
    }
    try (Stream<Path> files = Files.list(Path.of(corpus, folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".parquet"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Map<String, Expectation> expectations() {
    Map<String, Expectation> expectations = new HashMap<>();
    for (String line : Resources.text("corpus.txt").lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("\\s*\\|\\s*", 3);
        expectations.put(parts[0], new Expectation(parts[1], parts[2]));
      }
    }
    return expectations;
  }

  private static DuckDb duck() {
    DuckDb open = duck;
    if (open == null) {
      throw new IllegalStateException("not connected");
    }
    return open;
  }
}
