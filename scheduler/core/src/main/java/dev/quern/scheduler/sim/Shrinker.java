package dev.quern.scheduler.sim;

import dev.quern.scheduler.sim.Exploration.Play;
import java.util.Arrays;

/**
 * Looks for the shortest schedule that still fails in the same way, by delta debugging: stretches
 * of decisions are replaced by defaults, then taken out, half of them first and single ones last.
 * What a play has really decided, rather than what it was told to, is what the next is cut from.
 */
final class Shrinker {
  private final Scenario scenario;
  private final int lanes;
  private final int most;
  private final Play first;
  private Play best;
  private int plays;
  private boolean repeatable = true;

  Shrinker(Scenario scenario, int lanes, Play first, int most) {
    this.scenario = scenario;
    this.lanes = lanes;
    this.most = most;
    this.first = first;
    this.best = first;
  }

  /** How often the scenario was played. */
  int plays() {
    return plays;
  }

  /** Whether the schedule that failed first failed again when it was played again. */
  boolean isRepeatable() {
    return repeatable;
  }

  Play shortest() {
    if (most == 0) {
      return best;
    }
    repeatable = play(first.schedule()).failsLike(first);
    if (repeatable) {
      boolean better = true;
      while (better && plays < most) {
        boolean cleared = pass(false);
        better = pass(true) || cleared;
      }
    }
    return best;
  }

  private boolean pass(boolean removing) {
    boolean better = false;
    for (int size = best.schedule().length(); size > 0 && plays < most; size /= 2) {
      int from = best.schedule().length() - size;
      while (from > -size && plays < most) {
        better |= attempt(Math.max(from, 0), from + size, removing);
        from = Math.min(from, best.schedule().length()) - size;
      }
    }
    return better;
  }

  private boolean attempt(int from, int to, boolean removing) {
    int[] choices = best.schedule().choices();
    int end = Math.min(to, choices.length);
    if (from >= end || (!removing && allDefault(choices, from, end))) {
      return false;
    }
    int[] changed;
    if (removing) {
      changed = Arrays.copyOf(choices, choices.length - (end - from));
      System.arraycopy(choices, end, changed, from, choices.length - end);
    } else {
      changed = choices.clone();
      Arrays.fill(changed, from, end, 0);
    }
    Play play = play(Schedule.of(first.schedule().seed(), changed));
    if (!play.failsLike(first) || !isShorter(play.schedule(), best.schedule())) {
      return false;
    }
    best = play;
    return true;
  }

  private static boolean allDefault(int[] choices, int from, int to) {
    return Arrays.stream(choices, from, to).allMatch(choice -> choice == 0);
  }

  private static boolean isShorter(Schedule one, Schedule other) {
    int byDeviations = Integer.compare(one.deviations(), other.deviations());
    return byDeviations != 0 ? byDeviations < 0 : one.length() < other.length();
  }

  private Play play(Schedule schedule) {
    plays++;
    return Play.of(scenario, Simulation.replay(schedule).lanes(lanes));
  }
}
