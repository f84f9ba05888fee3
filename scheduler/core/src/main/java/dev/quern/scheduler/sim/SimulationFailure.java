package dev.quern.scheduler.sim;

import dev.quern.scheduler.sim.Exploration.Play;

/**
 * A scenario that failed under some seed. The message says which, how to see it again, the shortest
 * schedule that fails in the same way, and the stories of what failed in that. The cause is what
 * the scenario threw.
 */
public final class SimulationFailure extends AssertionError {
  private final long seed;
  private final transient Schedule shortest;

  SimulationFailure(long seed, Play first, Play shortest, Shrinker shrinker) {
    super(message(seed, first, shortest, shrinker), shortest.failure());
    this.seed = seed;
    this.shortest = shortest.schedule();
  }

  /** The seed that failed. */
  public long seed() {
    return seed;
  }

  /** The shortest schedule that was found to fail in the same way. */
  public Schedule shortest() {
    return shortest;
  }

  private static String message(long seed, Play first, Play shortest, Shrinker shrinker) {
    StringBuilder text = new StringBuilder();
    text.append("seed %d fails: %s%n".formatted(seed, shortest.failure()))
        .append("again:    -D%s=%d%n".formatted(Exploration.SEED_PROPERTY, seed));
    if (shrinker.isRepeatable()) {
      text.append(
              "shortest: -D%s=%s%n".formatted(Exploration.SCHEDULE_PROPERTY, shortest.schedule()))
          .append(
              "          %,d of %,d decisions are no defaults; %,d of %,d were before %,d plays%n"
                  .formatted(
                      shortest.schedule().deviations(),
                      shortest.schedule().length(),
                      first.schedule().deviations(),
                      first.schedule().length(),
                      shrinker.plays()));
    } else {
      text.append(
          "not again with the same decisions: threads, time or chance from outside of the"
              + " simulation play a part%n".formatted());
    }
    return text.append("what happened to what failed, or at the end:%n".formatted())
        .append(shortest.trace().failures())
        .toString();
  }
}
