package dev.quern.bench.harness;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a case: all contenders once, cold; then in turn until each is warm ({@link WarmUp}); then in
 * turn for the rounds that count, each round beginning with another contender. In turn, because a
 * shared machine is not as fast in this minute as in the next.
 */
public final class CaseRunner {
  /* A contender that takes minutes is not asked for six times that. */
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Options options;
  private final Progress progress;

  /** A runner of cases as {@code options} say. */
  public CaseRunner(Options options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Runs {@code work}; what fails, and answers that differ, are faults of the result. */
  public CaseResult run(Case work) {
    List<Runner> runners = new ArrayList<>();
    add(work.quern(), runners);
    work.peers().forEach(peer -> add(peer, runners));
    List<String> faults = new ArrayList<>();
    try {
      runCold(work, runners);
      compare(runners, faults);
      if (faults.isEmpty()) {
        warmUp(work, runners);
        runWarm(work, runners);
        compare(runners, faults);
      }
    } catch (Exception e) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      faults.add(text.toString());
    }
    return result(work, runners, faults);
  }

  private void runCold(Case work, List<Runner> runners) throws Exception {
    for (Runner runner : runners) {
      step(work, "first run", runner);
      settle();
      runner.cold = runner.once();
    }
  }

  private void runWarm(Case work, List<Runner> runners) throws Exception {
    for (int round = 0; round < options.rounds(); round++) {
      for (int i = 0; i < runners.size(); i++) {
        Runner runner = runners.get((i + round) % runners.size());
        if (runner.spent < PATIENCE_NANOS || runner.warm.isEmpty()) {
          step(work, "round " + (round + 1), runner);
          runner.warm.add(runner.once());
        }
      }
    }
  }

  private static void compare(List<Runner> runners, List<String> faults) {
    for (Runner runner : runners) {
      runners.getFirst().difference(runner).ifPresent(faults::add);
    }
  }

  private void warmUp(Case work, List<Runner> runners) throws Exception {
    Map<Runner, WarmUp> cold = new LinkedHashMap<>();
    runners.forEach(runner -> cold.put(runner, new WarmUp(options.warmup())));
    cold.values().removeIf(WarmUp::isWarm);
    while (!cold.isEmpty()) {
      for (Map.Entry<Runner, WarmUp> entry : cold.entrySet()) {
        step(work, "warming up", entry.getKey());
        entry.getValue().add(entry.getKey().once());
      }
      cold.values().removeIf(WarmUp::isWarm);
    }
    runners.forEach(runner -> runner.spent = 0);
  }

  /* Those that are there were added in the order of the case. */
  private static CaseResult result(Case work, List<Runner> runners, List<String> faults) {
    Iterator<Runner> next = runners.iterator();
    Timing quern = timing(work.quern(), next);
    return new CaseResult(
        work, quern, work.peers().stream().map(peer -> timing(peer, next)).toList(), faults);
  }

  private static Timing timing(Contender contender, Iterator<Runner> next) {
    return switch (contender) {
      case Contender.Absent absent -> Timing.absent(absent.name(), absent.reason());
      case Contender.Present _ -> next.next().timing();
    };
  }

  private static void add(Contender contender, List<Runner> runners) {
    switch (contender) {
      case Contender.Present present -> runners.add(new Runner(present));
      case Contender.Absent _ -> {}
    }
  }

  private void step(Case work, String what, Runner runner) {
    progress.say("%s: %s, %s".formatted(work.name(), runner.contender.name(), what));
  }

  /*
   * Nobody pays for the garbage of the one before. Not once they are warm: after a full collection
   * the JVM gives its heap back to the system, and who is timed next pays for having it anew, which
   * took a group-by from 238 to 440 ms.
   */
  @SuppressWarnings("SystemGc")
  private static void settle() {
    System.gc();
  }

  /** A contender and its runs so far. */
  private static final class Runner {
    private final Contender.Present contender;
    private final List<Long> warm = new ArrayList<>();
    private long cold;
    private long spent;
    private Lap last = Lap.of(0, new Answer(List.of()));

    Runner(Contender.Present contender) {
      this.contender = contender;
    }

    long once() throws Exception {
      last = contender.round().run();
      spent += last.nanos();
      return last.nanos();
    }

    Optional<String> difference(Runner other) {
      return last.answer()
          .difference(other.last.answer())
          .map(
              text ->
                  "%s and %s disagree: %s"
                      .formatted(contender.name(), other.contender.name(), text));
    }

    Timing timing() {
      return new Timing(contender.name(), cold, warm, last.extrapolated(), "");
    }
  }
}
