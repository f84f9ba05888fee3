package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.readParquet;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.dataframes.optimize.FrameOptimizer;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Tables of awkward shapes, in DuckDB and as frames, for random queries: nulls, NaN, -0.0, empty
 * and repeated text, unsigned integers on both sides of the greatest signed one, one huge group,
 * one row, no rows; lists, empty and null ones, and structs. {@code t} is the large one and {@code
 * u} a part of it; {@code t_one}, {@code t_none} and so on have one row and none. The column {@code
 * r} is the number of the row.
 *
 * <p>The frames come from one, three and seven files, and from as many batches in memory. They are
 * run in much memory and in a session whose tasks may hold so little that they put aside what they
 * gather.
 */
final class OracleData implements AutoCloseable {
  /** Into how many files or batches the tables are cut. */
  static final List<Integer> PARTS = List.of(1, 3, 7);

  /** So many files are our own, and say that their rows are in the order of r. */
  private static final int SORTED = 3;

  /** The names of the column {@code grade}: the type {@code rating} of DuckDB. */
  static final CategoricalType RATING = DType.categorical("poor", "fair", "a good one", "best");

  /** Less than the rows of a table take. */
  private static final long LITTLE = 10 << 10;

  private final DuckOracle duck = new DuckOracle();
  private final List<Session> sessions = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final Map<String, DataFrame> inFiles = new HashMap<>();
  private final Map<String, DataFrame> inMemory = new HashMap<>();

  OracleData(Path folder, int rows) throws SQLException {
    sessions.add(Session.local().workers(2).memory("1g").open());
    sessions.add(little());
    duck.execute(
        "CREATE TYPE rating AS ENUM ('%s')".formatted(String.join("', '", RATING.names())));
    duck.execute(
        """
        CREATE TABLE t AS SELECT
          r::BIGINT AS r,
          CASE WHEN hash(r) %% 9 = 0 THEN NULL ELSE (hash(r * 3) %% 6)::INTEGER END AS k,
          CASE WHEN hash(r) %% 2 = 0 THEN 7 ELSE (hash(r * 5) %% 300)::BIGINT END AS g,
          CASE WHEN hash(r) %% 7 = 0 THEN NULL
               ELSE ['', 'a', 'an', 'another text of some length', 'x日y', repeat('ø and so on ', 9)][1 + (hash(r * 7) %% 6)::BIGINT]
          END AS s,
          CASE hash(r) %% 17 WHEN 0 THEN NULL WHEN 1 THEN 'NaN' WHEN 2 THEN -0.0 WHEN 3 THEN 0.0
               ELSE ((hash(r * 11) %% 200)::DOUBLE - 100) / 64 END::DOUBLE AS x,
          CASE WHEN hash(r) %% 8 = 0 THEN NULL
               ELSE ((hash(r * 13) %% 5000)::BIGINT - 2500) / 100.0 END::DECIMAL(12, 2) AS d,
          CASE WHEN hash(r) %% 4 = 0 THEN NULL ELSE hash(r * 19) %% 2 = 0 END AS b,
          CASE WHEN hash(r) %% 12 = 0 THEN NULL
               ELSE DATE '2020-01-01' + (hash(r * 23) %% 900)::INTEGER END AS day,
          CASE WHEN hash(r) %% 13 = 0 THEN NULL ELSE (hash(r * 29) %% 200)::BIGINT - 100 END AS i,
          (hash(r * 31) %% 150)::INTEGER - 50 AS w,
          CASE WHEN hash(r) %% 11 = 0 THEN NULL
               ELSE (124 + hash(r * 37) %% 9)::UTINYINT END AS tiny,
          CASE hash(r * 41) %% 5 WHEN 0 THEN NULL WHEN 1 THEN hash(r * 43) %% 4
               WHEN 2 THEN 18446744073709551615 - hash(r * 43) %% 4
               ELSE 9223372036854775805 + hash(r * 43) %% 6 END::UBIGINT AS big,
          CASE WHEN hash(r) %% 6 = 0 THEN NULL
               ELSE ['poor', 'fair', 'a good one', 'best'][1 + (hash(r * 37) %% 4)::BIGINT] END::rating AS grade,
          CASE WHEN hash(r) %% 10 = 0 THEN NULL
               ELSE make_timestamp((1609459200 + 3600 * (hash(r * 47) %% 10000)::BIGINT) * 1000000
                 + (hash(r * 53) %% 3)::BIGINT) END AS moment,
          CASE WHEN hash(r) %% 14 = 0 THEN NULL
               ELSE TIME '00:00:00' + to_seconds(450 * (hash(r * 59) %% 192)::BIGINT) END AS clock,
          CASE WHEN hash(r) %% 8 = 0 THEN NULL
               ELSE list_transform(range((hash(r * 61) %% 4)::BIGINT), lambda e:
                 CASE WHEN hash(r + e) %% 5 = 0 THEN NULL ELSE (hash(r * 67 + e) %% 7)::INTEGER END) END AS l,
          CASE WHEN hash(r) %% 10 = 1 THEN NULL
               ELSE {'a': CASE WHEN hash(r) %% 3 = 0 THEN NULL ELSE (hash(r * 71) %% 5)::INTEGER END,
                     'c': ['', 'one', 'another text of some length'][1 + (hash(r * 73) %% 3)::BIGINT]} END AS p
        FROM range(%d) a(r)
        """
            .formatted(rows));
    duck.execute("CREATE TABLE u AS FROM t WHERE r % 9 = 1");
    for (String table : List.of("t", "u")) {
      duck.execute("CREATE TABLE %1$s_one AS FROM %1$s WHERE r = 10".formatted(table));
      duck.execute("CREATE TABLE %1$s_none AS FROM %1$s LIMIT 0".formatted(table));
    }
    for (String table : List.of("t", "t_one", "t_none", "u", "u_one", "u_none")) {
      for (int parts : PARTS) {
        // To a file an ENUM is text.
        DataFrame files = files(folder, table, parts, rows).cast("grade", RATING);
        inFiles.put(table + parts, files);
        tables.add(files.collect(sessions.getFirst()));
        inMemory.put(table + parts, Frames.scan(new BatchParts(tables.getLast())));
      }
    }
  }

  private DataFrame files(Path folder, String table, int parts, int rows) throws SQLException {
    write(duck, folder, table, parts, rows);
    DataFrame files = readParquet(files(folder, table, parts));
    if (parts != SORTED) {
      return files;
    }
    String own = folder.resolve(table + " in order").toString();
    WriteOptions options = WriteOptions.DEFAULTS.withFileRows(Math.ceilDiv(rows, parts));
    sessions.getFirst().run(() -> files.sort("r").writeParquet(own, options));
    return readParquet(own);
  }

  /** Writes a table to so many files, cut by its column {@code r}, which is less than rows. */
  static void write(DuckOracle duck, Path folder, String table, int parts, int rows)
      throws SQLException {
    for (int part = 0; part < parts; part++) {
      duck.parquet(
          folder.resolve("%s.%d.%d.parquet".formatted(table, parts, part)),
          "FROM %s WHERE r * %d // %d = %d".formatted(table, parts, rows, part),
          2048);
    }
  }

  /** The pattern of those files. */
  static String files(Path folder, String table, int parts) {
    return folder.resolve("%s.%d.*.parquet".formatted(table, parts)).toString();
  }

  /** A session whose tasks may hold so little that they put aside what they gather. */
  static Session little() {
    Session session = Session.local().workers(2).memory("64m").open();
    session.ledger().shares().bound(LITTLE);
    return session;
  }

  /** The frames of the tables, cut into so many files or batches. */
  Function<String, DataFrame> frames(int parts, boolean isInMemory) {
    Map<String, DataFrame> frames = isInMemory ? inMemory : inFiles;
    return table -> Objects.requireNonNull(frames.get(table + parts));
  }

  /** The session with much memory, and {@link #little}. */
  List<Session> sessions() {
    return sessions;
  }

  /** DuckDB's answer. */
  OracleRows expected(String sql) throws SQLException {
    return new OracleRows(duck.rows(sql));
  }

  /** Our answer: of the same tasks in any session. */
  static Function<Session, Table> atOnce(DataFrame frame) {
    LazyChunks tasks = FrameLowering.lower(FrameOptimizer.standard().optimize(frame.plan()));
    return session -> frame.result(session.memory(), session.submit(tasks).join());
  }

  /** Our answer, planned again after every part whose rows cannot be told. */
  static Table inStages(DataFrame frame, Session session) {
    try (StagedPlan plan = StagedPlan.of(frame.plan(), session, 0)) {
      return frame.result(
          session.memory(), session.submit(FrameLowering.lower(plan.rest())).join());
    }
  }

  @Override
  public void close() throws SQLException {
    tables.forEach(Table::close);
    sessions.forEach(Session::close);
    duck.close();
  }
}
