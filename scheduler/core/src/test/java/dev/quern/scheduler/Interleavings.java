package dev.quern.scheduler;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How long lock-free pieces are searched for an interleaving that breaks them: a second or two, and
 * {@code -Dquern.interleavings=50} times as long when asked for.
 */
public final class Interleavings {
  private static final int TIMES = Integer.getInteger("quern.interleavings", 1);
  private static final int SCENARIOS = 3;
  private static final int RUNS = 200;

  private Interleavings() {}

  /** Plays scenarios of a few threads, a switch of threads at a time. */
  public static ModelCheckingOptions played(int threads, int operations) {
    return new ModelCheckingOptions()
        .threads(threads)
        .actorsPerThread(operations)
        .actorsBefore(0)
        .actorsAfter(0)
        .iterations(SCENARIOS * TIMES)
        .invocationsPerIteration(RUNS);
  }

  /** Runs scenarios of a few threads on real ones. */
  public static StressOptions stressed(int threads, int operations) {
    return new StressOptions()
        .threads(threads)
        .actorsPerThread(operations)
        .actorsBefore(0)
        .actorsAfter(0)
        .iterations(SCENARIOS * TIMES)
        .invocationsPerIteration(RUNS);
  }
}
