package dev.quern.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How a scan is cut: columns, files, splits, batches, dictionaries, memory. */
@ExtendWith(LeakCheck.class)
class ParquetScanTest {
  private static DuckDb duck;
  @TempDir Path folder;

  @BeforeAll
  static void connect() throws SQLException {
    duck = new DuckDb();
  }

  @AfterAll
  static void disconnect() throws SQLException {
    duck.close();
  }

  @Test
  void columnsComeInTheOrderAskedFor(MemoryBudget budget) throws SQLException {
    Path file = write("SELECT i AS a, i + 1 AS b, i + 2 AS c FROM range(10) t(i)", "t", "");
    assertThat(
            BatchRows.toRows(
                ParquetSource.open(List.of(file)), ScanRequest.of(List.of("c", "a")), budget, 64))
        .hasSize(10)
        .first()
        .isEqualTo(List.of(2L, 0L));
  }

  @Test
  void rowsAreCountedWithoutColumnsAndWithoutReading(MemoryBudget budget) throws SQLException {
    Path file = write("SELECT i AS a FROM range(5000) t(i)", "t", "");
    ParquetSource source = ParquetSource.open(List.of(file));
    assertThat(source.rowCount()).hasValue(5000);
    long rows = 0;
    for (ParquetSplit split : source.splits(ScanRequest.of(List.of()))) {
      try (BatchReader reader = split.open(budget, 1024)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          rows += batch.rows();
          batch.close();
        }
      }
    }
    assertThat(rows).isEqualTo(5000);
    assertThat(budget.peak()).isZero();
  }

  @Test
  void filesOfOneSchemaAreOneTable(MemoryBudget budget) throws SQLException {
    write("SELECT i AS a, 'x' || i AS s FROM range(10) t(i)", "1", "");
    write("SELECT 'y' || i AS s, i AS more, i AS a FROM range(10, 15) t(i)", "2", "");
    ParquetSource source = ParquetSource.open(folder.toString());
    assertThat(source.schema().names()).containsExactly("a", "s");
    assertThat(source.rowCount()).hasValue(15);
    var rows = BatchRows.toRows(source, ScanRequest.of(List.of("a", "s")), budget, 64);
    assertThat(rows).extracting(List::getFirst).isEqualTo(longs(0, 15));
    assertThat(rows.getLast()).isEqualTo(List.of(14L, "y14"));
  }

  @Test
  void filesThatDoNotFitAreRefusedByName() throws SQLException {
    Path one = write("SELECT 1 AS a, 'x' AS s", "1", "");
    Path lacking = write("SELECT 1 AS a", "2", "");
    Path other = write("SELECT 1 AS a, 2.5::DOUBLE AS s", "3", "");
    assertThatThrownBy(() -> ParquetSource.open(List.of(one, lacking)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("2.parquet", "'s'");
    assertThatThrownBy(() -> ParquetSource.open(List.of(one, other)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("3.parquet", "'s'", "utf8", "float64");
  }

  @Test
  void anUnknownColumnSuggestsTheNearName() throws SQLException {
    ParquetSource source = ParquetSource.open(List.of(write("SELECT 1 AS delay", "t", "")));
    assertThatThrownBy(() -> source.splits(ScanRequest.of(List.of("dellay"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("did you mean 'delay'");
  }

  @Test
  void smallRowGroupsShareASplitAndLargeOnesDoNot() throws SQLException {
    String rows = "SELECT i AS a FROM range(200000) t(i)";
    assertThat(splits(write(rows, "small", ", ROW_GROUP_SIZE 2048"))).hasSize(2);
    assertThat(splits(write(rows, "large", ", ROW_GROUP_SIZE 122880"))).hasSize(2);
    assertThat(splits(write(rows.replace("200000", "400000"), "more", ", ROW_GROUP_SIZE 122880")))
        .hasSize(4)
        .allSatisfy(split -> assertThat(split.describe()).contains("more.parquet row group"));
  }

  @Test
  void aHugeRowGroupIsReadInLittleMemory(MemoryBudget budget) throws SQLException {
    Path file =
        write(
            "SELECT i AS a, sin(i) AS d, repeat('x', (i % 50)::INTEGER) || i AS s"
                + " FROM range(2000000) t(i)",
            "t", ", ROW_GROUP_SIZE 4000000, ROW_GROUP_SIZE_BYTES '1GB', COMPRESSION uncompressed");
    ParquetSource source = ParquetSource.open(List.of(file));
    long[] rows = {0};
    BatchRows.forEach(
        source, ScanRequest.of(List.of("a", "d")), budget, 16384, batch -> rows[0] += batch.rows());
    assertThat(rows[0]).isEqualTo(2_000_000);
    assertThat(source.splits(ScanRequest.of(List.of("a")))).hasSize(1);
    assertThat(budget.peak()).isLessThan(64 << 20);
  }

  @Test
  void textsStayDictionaryEncodedAndShareTheDictionary(MemoryBudget budget) throws SQLException {
    Path file =
        write(
            "SELECT CASE WHEN i % 10 > 0 THEN 'a name of the airport ' || i % 50 END AS s"
                + " FROM range(20000) t(i)",
            "t", "");
    List<ColumnVector> columns = new ArrayList<>();
    BatchRows.forEach(
        ParquetSource.open(List.of(file)),
        ScanRequest.of(List.of("s")),
        budget,
        4096,
        batch -> columns.add(batch.column(0).retain()));
    assertThat(columns).hasSize(5).allMatch(ColumnVector::isDictionary);
    assertThat(columns.getLast().dictionary().heaps())
        .isSameAs(columns.getFirst().dictionary().heaps());
    columns.forEach(ColumnVector::close);
  }

  @Test
  void batchesOutliveTheirReader(MemoryBudget budget) throws SQLException {
    Path file =
        write("SELECT 'a text that needs a heap ' || i AS s FROM range(1000) t(i)", "t", "");
    ParquetSplit split =
        ParquetSource.open(List.of(file)).splits(ScanRequest.of(List.of("s"))).getFirst();
    Batch batch;
    try (BatchReader reader = split.open(budget, 64)) {
      batch = Objects.requireNonNull(reader.next());
    }
    try (batch) {
      assertThat(BatchRows.toRows(batch).get(63)).isEqualTo(List.of("a text that needs a heap 63"));
    }
  }

  private static List<ParquetSplit> splits(Path file) {
    return ParquetSource.open(List.of(file)).splits(ScanRequest.of(List.of("a")));
  }

  private static List<Object> longs(long from, long to) {
    return LongStream.range(from, to).mapToObj(i -> (Object) i).toList();
  }

  private Path write(String sql, String name, String options) throws SQLException {
    Path file = folder.resolve(name + ".parquet");
    duck.run("COPY (%s) TO '%s' (FORMAT parquet%s)".formatted(sql, file, options));
    return file;
  }
}
