package dev.quern.bench.suite;

import com.sun.management.OperatingSystemMXBean;
import dev.quern.bench.data.DataFolder;
import dev.quern.bench.data.SpillRows;
import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseResult;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Claim;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.harness.TemporaryFolder;
import dev.quern.bench.harness.Timing;
import dev.quern.bench.peer.AnonymousMemory;
import dev.quern.bench.peer.DuckDb;
import dev.quern.bench.peer.PeerProcess;
import dev.quern.engine.memory.Bytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Work on five times the data that the memory holds, beside the same work in enough memory, and
 * beside DuckDB with as little: a Parquet file is read, sorted or grouped, and written to another.
 *
 * <p>Quern works in JVMs of its own, one with little memory and one with enough. The resident
 * memory of the first is watched from outside. A third one does the same to a few rows, many times:
 * what it takes is the JVM, the classes, what was compiled and what compiled it, and the heap,
 * which is touched as a whole from the start.
 */
public final class SpillSuite implements CaseSuite {
  private static final String IN_MEMORY = "quern in memory";

  /** What out of core may take of the time in memory. */
  private static final double MOST = 3;

  /** The budget, unless another is asked for; the rows are always five times as much. */
  private static final String BUDGET = "64m";

  /** Enough memory, in budgets, if the machine has so much. */
  private static final int PLENTY = 40;

  /** What may be used of the machine's memory. */
  private static final double OF_MACHINE = 0.6;

  private static final int HEAP_MEGABYTES = 192;

  /** What may be resident beyond the JVM, in budgets. */
  private static final double RESIDENT = 1.1;

  private long budget;
  private long jvm;
  private @Nullable AnonymousMemory resident;

  private SpillSuite() {}

  /** Times work out of core. */
  public static void main(String... arguments) {
    Bench.main(new SpillSuite(), arguments);
  }

  @Override
  public String name() {
    return "spill";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    Options options = setting.options();
    DataFolder data = new DataFolder(options, setting.progress());
    budget = budget(options);
    // When tiny, all fits.
    long rows = SpillRows.count(options.tiny() ? budget / 5 : budget);
    Path file = data.spill(rows);
    Path folder = setting.own(new TemporaryFolder()).path();
    PeerProcess little = setting.own(start(options, budget, folder));
    resident = setting.own(little.memory());
    jvm = jvm(options, file, folder);
    PeerProcess plenty = setting.own(start(options, plenty(), folder));
    DuckDb duckDb = setting.own(DuckDb.open(options.threads()));
    duckDb.limitMemory(budget);
    duckDb.execute("SET temp_directory = " + DuckDb.quoted(folder.resolve("duckdb")));
    List<Case> cases = new ArrayList<>();
    for (String work : List.of(SpillProbe.SORT, SpillProbe.GROUP)) {
      cases.add(
          Case.of(
              work,
              (double) rows,
              "rows",
              little.contender("quern", work, file),
              plenty.contender(IN_MEMORY, work, file),
              duckDb(duckDb, work, file, folder.resolve("duckdb.parquet"))));
    }
    return cases;
  }

  private static long budget(Options options) {
    return Bytes.parse(options.memory().isEmpty() ? BUDGET : options.memory());
  }

  private long plenty() {
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return Math.min(PLENTY * budget, (long) (OF_MACHINE * machine));
  }

  /** The bytes that are resident when there is next to nothing to do. */
  private long jvm(Options options, Path file, Path folder) throws Exception {
    try (PeerProcess process = start(options, budget, folder);
        AnonymousMemory memory = process.memory()) {
      Contender few = process.contender("quern", SpillProbe.FEW_ROWS, file);
      if (few instanceof Contender.Present present) {
        present.round().run();
      }
      return memory.most();
    }
  }

  private static PeerProcess start(Options options, long memory, Path folder) throws IOException {
    return PeerProcess.startJava(
        options,
        List.of(
            "-Xms" + HEAP_MEGABYTES + "m", "-Xmx" + HEAP_MEGABYTES + "m", "-XX:+AlwaysPreTouch"),
        SpillProbe.class,
        List.of(String.valueOf(memory), folder.toString()),
        folder);
  }

  /** DuckDB, if the memory is enough for it. */
  private static Contender duckDb(DuckDb duckDb, String work, Path file, Path result) {
    String source = "read_parquet(" + DuckDb.quoted(file) + ")";
    String query =
        work.equals(SpillProbe.SORT)
            ? "SELECT * FROM " + source + " ORDER BY k"
            : "SELECT g, count(*) n, sum(v) s, max(k) m FROM " + source + " GROUP BY g";
    String target = "read_parquet(" + DuckDb.quoted(result) + ")";
    String check =
        work.equals(SpillProbe.SORT)
            ? "SELECT count(*) FROM %1$s UNION ALL SELECT sum(id %% 1000)::BIGINT FROM %1$s UNION"
                + " ALL SELECT min(k) FROM (SELECT k FROM %1$s LIMIT 1)"
            : "SELECT count(*) FROM %1$s UNION ALL SELECT sum(n)::BIGINT FROM %1$s UNION ALL SELECT"
                + " sum(m %% 1000)::BIGINT FROM %1$s";
    String copy =
        "COPY (" + query + ") TO " + DuckDb.quoted(result) + " (FORMAT parquet, COMPRESSION zstd)";
    Contender.Work<AutoCloseable> run =
        () -> {
          duckDb.execute(copy);
          return () -> {};
        };
    try {
      run.run().close();
    } catch (Exception e) {
      return new Contender.Absent("duckdb", "does not finish in this memory");
    }
    return Contender.timed("duckdb", run, _ -> rows(duckDb, check.formatted(target)));
  }

  private static Answer rows(DuckDb duckDb, String sql) {
    try {
      return duckDb.rows(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<Claim> claims(List<CaseResult> results) {
    List<Claim> claims = new ArrayList<>();
    for (CaseResult result : results) {
      double ours = result.quern().median().orElse(Double.NaN);
      for (Timing peer : result.peers()) {
        if (peer.contender().equals(IN_MEMORY)) {
          double ratio = ours / peer.median().orElse(Double.NaN);
          claims.add(
              claim(
                  ratio <= MOST,
                  "%s of 5 times the memory takes %.2f times as long as in memory, aimed for %.1f",
                  result.of().name(),
                  ratio,
                  MOST));
        }
      }
    }
    if (resident != null) {
      long beyond = resident.most() - jvm;
      double budgets = (double) beyond / budget;
      claims.add(
          claim(
              budgets <= RESIDENT,
              "%d MiB resident, %d of them beyond a JVM that does the same to few rows, %.2f"
                  + " times the budget of %d MiB; aimed for %.1f",
              resident.most() >> 20,
              beyond >> 20,
              budgets,
              budget >> 20,
              RESIDENT));
    }
    return claims;
  }

  private static Claim claim(boolean met, String text, Object... values) {
    return new Claim(String.format(Locale.ROOT, text, values), met);
  }
}
