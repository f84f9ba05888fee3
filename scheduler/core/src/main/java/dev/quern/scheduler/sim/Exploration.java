package dev.quern.scheduler.sim;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays a scenario under many seeds. The first that fails is shrunk to the shortest schedule that
 * still does, and told with all that is needed to see it again.
 *
 * <pre>{@code
 * Exploration.of(200).check(simulation -> {
 *   simulation.faults().failTasks(0.01);
 *   ...
 * });
 * }</pre>
 *
 * <p>With the system property {@code quern.sim.seed} only that seed is played, with {@code
 * quern.sim.schedule} only that schedule.
 *
 * @param seeds how many seeds are played
 * @param from the first of them
 * @param search how it is decided who goes on
 * @param lanes how many there are in each simulation's session, unless the scenario says otherwise
 * @param shrinkings how often a failing schedule may be played to find a shorter one
 */
public record Exploration(int seeds, long from, Search search, int lanes, int shrinkings) {
  static final String SEED_PROPERTY = "quern.sim.seed";
  static final String SCHEDULE_PROPERTY = "quern.sim.schedule";

  /** Checks that there is something to play. */
  public Exploration {
    Objects.requireNonNull(search, "search");
    if (seeds < 1 || lanes < 1) {
      throw new IllegalArgumentException(seeds + " seeds on " + lanes + " lanes");
    }
  }

  /** {@code seeds} seeds from 0, both kinds of search, four lanes, at most 300 plays to shrink. */
  public static Exploration of(int seeds) {
    return new Exploration(seeds, 0, Search.BOTH, 4, 300);
  }

  /**
   * Plays {@code scenario} under all the seeds.
   *
   * @throws SimulationFailure for the first seed it fails under
   */
  public void check(Scenario scenario) {
    String schedule = System.getProperty(SCHEDULE_PROPERTY);
    Long seed = Long.getLong(SEED_PROPERTY);
    if (schedule != null) {
      Schedule only = Schedule.parse(schedule);
      check(scenario, only.seed(), () -> Simulation.replay(only));
    } else if (seed != null) {
      check(scenario, seed, () -> search.open(seed));
    } else {
      for (int i = 0; i < seeds; i++) {
        long next = from + i;
        check(scenario, next, () -> search.open(next));
      }
    }
  }

  private void check(Scenario scenario, long seed, Supplier<Simulation> opening) {
    Play first = Play.of(scenario, opening.get().lanes(lanes));
    if (first.failure() != null) {
      Shrinker shrinker = new Shrinker(scenario, lanes, first, shrinkings);
      throw new SimulationFailure(seed, first, shrinker.shortest(), shrinker);
    }
  }

  /**
   * A scenario that was played.
   *
   * @param failure what it threw, if it did
   * @param schedule the decisions
   * @param trace what happened
   */
  record Play(@Nullable Throwable failure, Schedule schedule, Trace trace) {
    static Play of(Scenario scenario, Simulation simulation) {
      Throwable failure = null;
      try (simulation) {
        scenario.play(simulation);
      } catch (Throwable thrown) {
        failure = thrown;
      }
      return new Play(failure, simulation.schedule(), simulation.trace());
    }

    /** Whether this failed the way {@code other} did. */
    boolean failsLike(Play other) {
      return failure != null
          && other.failure != null
          && failure.getClass().equals(other.failure.getClass());
    }
  }
}
