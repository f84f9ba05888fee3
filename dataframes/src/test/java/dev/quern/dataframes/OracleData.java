package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.readParquet;

import dev.quern.dataframes.lower.FrameLowering;
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
import org.jspecify.annotations.Nullable;

/**
 * Tables of awkward shapes, in DuckDB and as frames, for random queries: nulls, NaN, -0.0, empty
 * and repeated text, unsigned integers on both sides of the greatest signed one, one huge group,
 * one row, no rows. {@code t} is the large one and {@code u} a part of it; {@code t_one}, {@code
 * t_none} and so on have one row and none. The column {@code r} is the number of the row.
 *
 * <p>The frames come from memory and from one, three and seven files. They are run in much memory
 * and in a session whose tasks may hold so little that they put aside what they gather.
 */
final class OracleData implements AutoCloseable {
  /** How the tables are cut: 0 is a table in memory. */
  static final List<Integer> PARTITIONS = List.of(0, 1, 3, 7);

  /** The names of the column {@code grade}: the type {@code rating} of DuckDB. */
  static final CategoricalType RATING = DType.categorical("poor", "fair", "a good one", "best");

  /** Less than the rows of a table take. */
  private static final long LITTLE = 16 << 10;

  private final DuckOracle duck = new DuckOracle();
  private final List<Session> sessions = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final Map<String, DataFrame> frames = new HashMap<>();
  private final Path folder;

  OracleData(Path folder, int rows) throws SQLException {
    this.folder = folder;
    sessions.add(Session.local().workers(2).memory("1g").open());
    sessions.add(Session.local().workers(2).memory("64m").open());
    sessions.getLast().ledger().shares().bound(LITTLE);
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
               ELSE ['poor', 'fair', 'a good one', 'best'][1 + (hash(r * 37) %% 4)::BIGINT] END::rating AS grade
        FROM range(%d) a(r)
        """
            .formatted(rows));
    duck.execute("CREATE TABLE u AS FROM t WHERE r % 9 = 1");
    for (String table : List.of("t", "u")) {
      duck.execute("CREATE TABLE %1$s_one AS FROM %1$s WHERE r = 10".formatted(table));
      duck.execute("CREATE TABLE %1$s_none AS FROM %1$s LIMIT 0".formatted(table));
    }
    for (String table : List.of("t", "t_one", "t_none", "u", "u_one", "u_none")) {
      for (int partitions : PARTITIONS) {
        frames.put(table + partitions, frame(table, partitions, rows));
      }
    }
  }

  private DataFrame frame(String table, int partitions, int rows) throws SQLException {
    if (partitions == 0) {
      Path file = duck.parquet(folder.resolve(table + ".parquet"), "FROM " + table, 100_000);
      tables.add(rated(readParquet(file.toString())).collect(sessions.getFirst()));
      return tables.getLast().toFrame();
    }
    for (int part = 0; part < partitions; part++) {
      duck.parquet(
          folder.resolve("%s.%d.%d.parquet".formatted(table, partitions, part)),
          "FROM %s WHERE r * %d // %d = %d".formatted(table, partitions, rows, part),
          2048);
    }
    return rated(
        readParquet(folder.resolve("%s.%d.*.parquet".formatted(table, partitions)).toString()));
  }

  /* To a file an ENUM is text. */
  private static DataFrame rated(DataFrame frame) {
    return frame.cast("grade", RATING);
  }

  /** The frames of the tables, cut to so many partitions. */
  Function<String, DataFrame> frames(int partitions) {
    return table -> Objects.requireNonNull(frames.get(table + partitions));
  }

  /** Much memory, and little. */
  List<Session> sessions() {
    return sessions;
  }

  /** DuckDB's answer. */
  Rows expected(String sql) throws SQLException {
    return new Rows(duck.rows(sql));
  }

  /** Ours. */
  static Rows actual(DataFrame frame, Session session) {
    try (Table table = frame.collect(session)) {
      return new Rows(DuckOracle.rows(table));
    }
  }

  /** Ours, planned again after every part whose rows cannot be told. */
  static Rows replanned(DataFrame frame, Session session) {
    try (StagedPlan plan = StagedPlan.of(frame.plan(), session, 0);
        Table table =
            frame.result(
                session.memory(), session.submit(FrameLowering.lower(plan.rest())).join())) {
      return new Rows(DuckOracle.rows(table));
    }
  }

  @Override
  public void close() throws SQLException {
    tables.forEach(Table::close);
    sessions.forEach(Session::close);
    duck.close();
  }

  /** Rows in no order. */
  static final class Rows {
    private final List<List<@Nullable Object>> rows;

    Rows(List<List<@Nullable Object>> rows) {
      this.rows = rows;
    }

    /** The rows of this that {@code other} has not, or not as often */
    List<List<@Nullable Object>> without(Rows other) {
      Map<List<@Nullable Object>, int[]> counts = HashMap.newHashMap(other.rows.size());
      for (List<@Nullable Object> row : other.rows) {
        counts.computeIfAbsent(row, _ -> new int[1])[0]++;
      }
      List<List<@Nullable Object>> left = new ArrayList<>();
      for (List<@Nullable Object> row : rows) {
        int[] count = counts.get(row);
        if (count == null || --count[0] < 0) {
          left.add(row);
        }
      }
      return left;
    }

    /** Takes pairs of rows out of both lists that are the same but for what arithmetic rounds. */
    static void removeAlike(
        List<List<@Nullable Object>> some, List<List<@Nullable Object>> others) {
      for (int i = some.size() - 1; i >= 0; i--) {
        for (int j = 0; j < others.size(); j++) {
          if (isAlike(some.get(i), others.get(j))) {
            some.remove(i);
            others.remove(j);
            break;
          }
        }
      }
    }

    /* Where a sum is nearly 0, what is left may be nothing but rounded. */
    private static boolean isAlike(List<@Nullable Object> a, List<@Nullable Object> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        boolean isClose =
            a.get(i) instanceof Double x
                && b.get(i) instanceof Double y
                && Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x));
        if (!isClose && !Objects.equals(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
