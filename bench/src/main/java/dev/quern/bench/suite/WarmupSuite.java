package dev.quern.bench.suite;

import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.CaseResult;
import dev.quern.bench.harness.Claim;
import dev.quern.bench.harness.Goal;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.harness.Suite;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a fresh JVM works until queries are fast: within twice their best time. No flag for the
 * JIT is given. Ratios are to the goal of one second.
 */
public final class WarmupSuite implements Suite {
  private static final int RUNS = 20;
  private static final double FAST = 2;
  private static final int IN_A_ROW = 3;
  private static final Duration GOAL = Duration.ofSeconds(1);

  private WarmupSuite() {}

  /** Times the warm-up of fresh JVMs. */
  public static void main(String... arguments) {
    Bench.main(new WarmupSuite(), arguments);
  }

  @Override
  public String name() {
    return "warmup";
  }

  @Override
  public String method(Options options) {
    return "%d workers; cold = first query, warm = work until %d queries in a row took at most %.0f times the best one"
        .formatted(options.threads(), IN_A_ROW, FAST);
  }

  @Override
  public List<CaseResult> run(Setting setting) throws Exception {
    int runs = setting.options().tiny() ? 2 : RUNS;
    List<CaseResult> results = new ArrayList<>();
    for (int i = 1; i <= runs; i++) {
      setting.progress().say("fresh JVM %d of %d".formatted(i, runs));
      Queries queries = probe(setting.options());
      results.add(
          Goal.result("jvm " + i, queries.nanos().getFirst(), List.of(queries.untilFast()), GOAL));
    }
    return results;
  }

  @Override
  public List<Claim> claims(List<CaseResult> results) {
    long made = results.stream().filter(r -> r.ratio().orElse(2) <= 1).count();
    return List.of(
        new Claim(
            "%d of %d fast within %d s of work".formatted(made, results.size(), GOAL.toSeconds()),
            made == results.size()));
  }

  private static Queries probe(Options options) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path flags = options.home().resolveSibling("examples").resolve("jvm.args");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "@" + flags,
                "-cp",
                System.getProperty("java.class.path"),
                WarmupProbe.class.getName(),
                String.valueOf(options.threads()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Queries queries = new Queries(new ArrayList<>(), new ArrayList<>());
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        queries.ends().add(Long.parseLong(line.substring(0, space)));
        queries.nanos().add(Long.parseLong(line.substring(space + 1)));
      }
    }
    int status = process.waitFor();
    if (status != 0 || queries.nanos().isEmpty()) {
      throw new IOException("a fresh JVM failed with status " + status);
    }
    return queries;
  }

  /**
   * The queries of one JVM.
   *
   * @param ends when each ended, since the first began
   * @param nanos what each took
   */
  private record Queries(List<Long> ends, List<Long> nanos) {

    /** When the first of some fast ones in a row ended; the end of all when there are none. */
    long untilFast() {
      double fast = FAST * nanos.stream().mapToLong(Long::longValue).min().orElseThrow();
      int row = 0;
      for (int i = 0; i < nanos.size(); i++) {
        row = nanos.get(i) <= fast ? row + 1 : 0;
        if (row == IN_A_ROW) {
          return ends.get(i - IN_A_ROW + 1);
        }
      }
      return ends.getLast();
    }
  }
}
