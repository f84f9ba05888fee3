package dev.quern.scheduler.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Probabilistic concurrency testing: who has the highest of random priorities goes on, and at a few
 * random steps the one that would is put last. Finds bugs that need few, but far apart,
 * preemptions, which uniform choices seldom make (Burckhardt and others, ASPLOS 2010).
 */
final class Priorities {
  private static final int CHANGES = 3;
  private static final int EXPECTED_STEPS = 500;

  private final SplittableRandom random;
  private final Map<Integer, Double> priorities = new HashMap<>();
  private final int[] changeAt = new int[CHANGES];
  private double lowest;
  private int step;

  Priorities(SplittableRandom random) {
    this.random = random;
    for (int i = 0; i < CHANGES; i++) {
      changeAt[i] = random.nextInt(EXPECTED_STEPS);
    }
  }

  /** The position, below {@code bound}, of the one of {@code actors} that goes on. */
  int highest(int[] actors, int bound) {
    for (int change : changeAt) {
      if (change == step) {
        priorities.put(actors[best(actors, bound)], --lowest);
      }
    }
    step++;
    return best(actors, bound);
  }

  private int best(int[] actors, int bound) {
    int best = 0;
    for (int i = 1; i < bound; i++) {
      if (priority(actors[i]) > priority(actors[best])) {
        best = i;
      }
    }
    return best;
  }

  private double priority(int actor) {
    return priorities.computeIfAbsent(actor, _ -> random.nextDouble());
  }
}
