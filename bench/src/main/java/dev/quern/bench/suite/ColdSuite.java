package dev.quern.bench.suite;

import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.CaseResult;
import dev.quern.bench.harness.Claim;
import dev.quern.bench.harness.Goal;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.harness.Suite;
import dev.quern.bench.harness.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How long a user waits in front of a terminal: for the first table of an example, for JShell, and
 * for the first query there. All is built before. Ratios are to goals.
 */
public final class ColdSuite implements Suite {
  private static final Duration FIRST_TABLE = Duration.ofSeconds(2);
  private static final Duration PROMPT = Duration.ofSeconds(5);
  private static final Duration FIRST_QUERY = Duration.ofSeconds(2);
  private static final String EXAMPLE = "flights";
  private static final String READY = "quern is ready";

  /** The last line of a table that is printed. */
  private static final Pattern TABLE_END = Pattern.compile("\\((first )?[\\d,]+ rows?\\)");

  private ColdSuite() {}

  /** Times what starts cold. */
  public static void main(String... arguments) {
    Bench.main(new ColdSuite(), arguments);
  }

  @Override
  public String name() {
    return "cold";
  }

  @Override
  public String method(Options options) {
    return "wall time of fresh processes; cold = first one, warm = median (and least) of %d more"
        .formatted(options.rounds());
  }

  @Override
  public List<CaseResult> run(Setting setting) throws Exception {
    Path examples = setting.options().home().toAbsolutePath().resolveSibling("examples");
    Path folder = setting.own(new TemporaryFolder()).path();
    List<CaseResult> results = new ArrayList<>();
    if (has(examples, EXAMPLE)) {
      results.add(firstTable(setting, examples, folder));
    } else {
      results.add(Goal.absent("first table", "no example " + EXAMPLE + " yet"));
    }
    addShell(setting, examples, folder, results);
    return results;
  }

  @Override
  public List<Claim> claims(List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.ratio().isPresent())
        .map(
            result ->
                new Claim(
                    String.format(
                        Locale.ROOT,
                        "%s: %.2f s, aimed for %.1f",
                        result.of().name(),
                        result.quern().median().getAsDouble() / 1e9,
                        result.peers().getFirst().median().getAsDouble() / 1e9),
                    result.ratio().getAsDouble() <= 1))
        .toList();
  }

  private static CaseResult firstTable(Setting setting, Path examples, Path folder)
      throws IOException {
    firstTable(examples, folder); // builds what is missing, and leaves the archive of classes
    List<Long> times = new ArrayList<>();
    for (int i = 0; i <= setting.options().rounds(); i++) {
      setting.progress().say("examples/run %s, run %d".formatted(EXAMPLE, i + 1));
      times.add(firstTable(examples, folder));
    }
    return Goal.result("first table", times.removeFirst(), times, FIRST_TABLE);
  }

  private static long firstTable(Path examples, Path folder) throws IOException {
    try (Console console =
        Console.start(folder, List.of(examples.resolve("run").toString(), EXAMPLE))) {
      long nanos = console.until(TABLE_END);
      console.drain();
      return nanos;
    }
  }

  private static void addShell(
      Setting setting, Path examples, Path folder, List<CaseResult> results) throws IOException {
    List<Long> prompts = new ArrayList<>();
    List<Long> queries = new ArrayList<>();
    Path flights = setting.options().flights().resolve("flights-3m.parquet");
    boolean queried = Files.exists(flights) && has(examples, EXAMPLE);
    for (int i = 0; i <= setting.options().rounds(); i++) {
      setting.progress().say("examples/jshell, run " + (i + 1));
      try (Console console =
          Console.start(folder, List.of(examples.resolve("jshell").toString()))) {
        // In two pieces, so that an echo of the input is not taken for the output.
        console.type("System.out.println(\"quern is \" + \"ready\")");
        prompts.add(console.until(Pattern.compile(Pattern.quote(READY))));
        if (queried) {
          long before = System.nanoTime();
          console.type(
              "readParquet(\"%s\").groupBy(\"origin\").agg(mean(\"delay\").as(\"m\")).sort(desc(\"m\")).show(5)"
                  .formatted(flights.toAbsolutePath()));
          console.type("/exit"); // now, so that a query without a table ends too
          console.until(TABLE_END);
          queries.add(System.nanoTime() - before);
        } else {
          console.type("/exit");
        }
        console.drain();
      }
    }
    results.add(Goal.result("jshell prompt", prompts.removeFirst(), prompts, PROMPT));
    results.add(
        queried
            ? Goal.result("jshell first query", queries.removeFirst(), queries, FIRST_QUERY)
            : Goal.absent("jshell first query", "no flights in examples/data yet"));
  }

  private static boolean has(Path examples, String name) throws IOException {
    return Files.readAllLines(examples.resolve("EXAMPLES")).stream()
        .anyMatch(line -> line.startsWith(name + " "));
  }
}
