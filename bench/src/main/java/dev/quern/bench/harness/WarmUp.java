package dev.quern.bench.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * The runs of a contender until it is warm: until it has stopped to get faster. A number of runs or
 * of seconds does not tell, since a JIT compiles a query while others are timed that it has
 * compiled before (Georges, Buytaert and Eeckhout, Statistically Rigorous Java Performance
 * Evaluation, OOPSLA 2007, look for the steady state in a window of runs as well).
 */
final class WarmUp {
  private static final int WINDOW = 5;
  /* Runs on a shared machine differ by more than what is gained at last. */
  private static final double STILL_FASTER = 0.97;
  private static final int PATIENCE = 10;
  private static final int MOST_RUNS = 1000;

  private final double least;
  private final List<Long> laps = new ArrayList<>();
  private double spent;

  /** Runs for {@code seconds} at least, and for ten times as much or 1000 runs at most. */
  WarmUp(double seconds) {
    this.least = seconds * 1e9;
  }

  /** Counts a run of {@code nanos}. */
  void add(long nanos) {
    laps.add(nanos);
    spent += nanos;
  }

  /** Whether the last five runs are not faster than the five before. */
  boolean isWarm() {
    int runs = laps.size();
    if (spent >= PATIENCE * least || runs == MOST_RUNS) {
      return true;
    }
    if (spent < least) {
      return false;
    }
    return runs >= 2 * WINDOW
        && median(runs - WINDOW, runs) >= STILL_FASTER * median(runs - 2 * WINDOW, runs - WINDOW);
  }

  private double median(int from, int to) {
    return Statistics.median(
            laps.subList(from, to).stream().mapToDouble(Long::doubleValue).toArray())
        .orElseThrow();
  }
}
