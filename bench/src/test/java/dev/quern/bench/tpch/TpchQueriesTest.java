package dev.quern.bench.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.bench.data.TpchTable;
import dev.quern.bench.data.TpchTable.Codec;
import dev.quern.bench.harness.Progress;
import dev.quern.bench.peer.DuckDb;
import dev.quern.dataframes.Table;
import dev.quern.scheduler.Session;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All queries over the same files as DuckDB, every digit compared but the last of floats. */
class TpchQueriesTest {
  private static final double SCALE = 0.01;

  @TempDir static Path folder;
  private static Map<Integer, List<List<String>>> expected;
  private static TpchTables tables;

  @BeforeAll
  static void makeData() throws Exception {
    Map<TpchTable, Path> files = new EnumMap<>(TpchTable.class);
    try (DuckDb duckDb = DuckDb.open(2)) {
      for (TpchTable table : TpchTable.values()) {
        Path file = folder.resolve(table.fileName(SCALE, Codec.ZSTD));
        table.write(SCALE, Codec.ZSTD, 2, file, Progress.silent());
        files.put(table, file);
        duckDb.execute(
            "CREATE VIEW %s AS SELECT * FROM read_parquet(%s)"
                .formatted(table.tableName(), DuckDb.quoted(file)));
      }
      expected = new java.util.HashMap<>();
      for (TpchQuery query : TpchQuery.all()) {
        expected.put(query.number(), rounded(duckDb.rows(query.sql()).rows()));
      }
    }
    tables = new TpchTables(files);
  }

  @AfterAll
  static void forget() {
    expected.clear();
  }

  @Test
  void everyQueryHasRows() {
    // Those that promise none of it at this scale would not tell a wrong filter from a right one.
    assertThat(expected).hasSize(22);
    assertThat(expected.values()).filteredOn(List::isEmpty).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void answersAreThoseOfDuckDbWithOneWorker() {
    try (Session session = Session.local().workers(1).memory("1g").open()) {
      checkAll(session);
    }
  }

  @Test
  void answersAreThoseOfDuckDbWithSeveralWorkers() {
    try (Session session = Session.local().workers(4).memory("1g").open()) {
      checkAll(session);
    }
  }

  @Test
  void answersAreTheSameInLittleMemory() {
    Path spilled = folder.resolve("spilled");
    try (Session session =
        Session.local().workers(2).memory("48m").spillDirectory(spilled).open()) {
      checkAll(session);
    }
  }

  /** A plan that changed is a diff to be read: {@link Golden} says how it is written. */
  @Test
  void plansAreTheGoldenOnes() throws IOException {
    Golden golden = new Golden("dev/quern/bench/tpch/plans");
    for (TpchQuery query : TpchQuery.all()) {
      String plan = query.frame().apply(tables).explain();
      golden.check(query.label() + ".txt", plan.replace(folder + File.separator, ""));
    }
    assertThat(golden.differences()).isEmpty();
  }

  private static void checkAll(Session session) {
    for (TpchQuery query : TpchQuery.all()) {
      assertThat(rows(query, session)).as(query.label()).isEqualTo(expected.get(query.number()));
    }
  }

  private static List<List<String>> rows(TpchQuery query, Session session) {
    try (Table table = query.frame().apply(tables).collect(session)) {
      List<List<String>> rows = new ArrayList<>();
      for (long row = 0; row < table.rows(); row++) {
        List<String> cells = new ArrayList<>();
        for (String name : table.schema().names()) {
          cells.add(dev.quern.bench.harness.Answer.text(table.get(row, name)));
        }
        rows.add(cells);
      }
      return rounded(rows);
    }
  }

  /* Floats to 14 digits: their sums are exact, but a quotient may be rounded once more. */
  private static List<List<String>> rounded(List<List<String>> rows) {
    return rows.stream().map(row -> row.stream().map(TpchQueriesTest::rounded).toList()).toList();
  }

  private static String rounded(String cell) {
    if (!cell.matches("-?\\d+\\.\\d{9,}(E-?\\d+)?")) {
      return cell;
    }
    return new BigDecimal(cell).round(new MathContext(14)).stripTrailingZeros().toPlainString();
  }
}
