package dev.quern.bench.harness;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The main program of every suite. Exit status 0: all ran and all answers agree; 1: an answer
 * differs, or something failed; 2: it was called wrongly.
 */
public final class Bench {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Options options;
  private final Progress progress;
  private final PrintStream out;

  private Bench(Options options, Progress progress, PrintStream out) {
    this.options = options;
    this.progress = progress;
    this.out = out;
  }

  /** Runs {@code suite} and ends the process. */
  @SuppressWarnings("SystemOut")
  public static void main(Suite suite, String... arguments) {
    System.exit(run(suite, Progress.onTerminal(), System.out, arguments));
  }

  /** Runs {@code suite}; returns the exit status. */
  public static int run(Suite suite, Progress progress, PrintStream out, String... arguments) {
    try {
      if (List.of(arguments).contains("--help")) {
        out.print(Options.HELP);
        return 0;
      }
      return new Bench(Options.parse(arguments), progress, out).run(suite) ? 0 : 1;
    } catch (UsageException e) {
      progress.clear();
      out.println(e.getMessage());
      return 2;
    } catch (Exception e) {
      progress.clear();
      e.printStackTrace(out);
      return 1;
    }
  }

  private boolean run(Suite suite) throws Exception {
    out.printf("%s: %s%n", suite.name(), suite.method(options));
    out.printf("%s%n%n", Machine.describe());
    List<CaseResult> results;
    try (Setting setting = new Setting(options, progress)) {
      results = suite.run(setting);
    }
    progress.clear();
    out.print(Report.table(results));
    out.println();
    if (!options.tiny()) {
      suite.claims(results).forEach(out::println);
    }
    out.println("results: " + write(suite, results));
    int faults = 0;
    for (CaseResult result : results) {
      for (String fault : result.faults()) {
        out.printf("FAULT in %s: %s%n", result.of().name(), fault);
        faults++;
      }
    }
    // No number where an answer is wrong: the last line is what scripts read.
    out.println(
        faults == 0
            ? Report.summary(suite.name(), results)
            : "%s FAILED: %d faults, see above".formatted(suite.name(), faults));
    return faults == 0;
  }

  private Path write(Suite suite, List<CaseResult> results) throws IOException {
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    Path file =
        options
            .home()
            .resolve("results")
            .resolve(suite.name() + "-" + STAMP.format(now) + ".jsonl");
    Files.createDirectories(file.getParent());
    Files.write(file, JsonLines.of(suite.name(), now.toString(), options, results));
    return file;
  }
}
