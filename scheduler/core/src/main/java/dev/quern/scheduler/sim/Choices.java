package dev.quern.scheduler.sim;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of a simulation: drawn from a seed or read from a schedule, and noted either way.
 * Decision 0 is always the default, the one that a schedule is shrunk to. Belongs to whoever has
 * the turn.
 */
final class Choices {
  /* Half of all that takes time takes none, so that orders are explored as well as times. */
  private static final long[] SPANS = {0, 0, 0, 0, 1_000, 20_000, 300_000, 5_000_000};

  private final long seed;
  private final SplittableRandom random;
  private final int @Nullable [] script;
  private final @Nullable Priorities priorities;
  private int[] made = new int[256];
  private int count;

  private Choices(long seed, int @Nullable [] script, @Nullable Priorities priorities) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.script = script;
    this.priorities = priorities;
  }

  /** Each decision equally likely. */
  static Choices uniform(long seed) {
    return new Choices(seed, null, null);
  }

  /** Who goes on is decided by random priorities that change at a few random points. */
  static Choices prioritized(long seed) {
    return new Choices(seed, null, new Priorities(new SplittableRandom(~seed)));
  }

  /** The decisions of {@code schedule}, and defaults after them. */
  static Choices of(Schedule schedule) {
    return new Choices(schedule.seed(), schedule.choices(), null);
  }

  /** One of {@code bound}. */
  int pick(int bound) {
    if (bound == 1) {
      return 0;
    }
    return note(script == null ? random.nextInt(bound) : Math.min(scripted(script), bound - 1));
  }

  /** One of {@code actors} that can go on, each known by a number that stays its own. */
  int pickActor(int[] actors, int bound) {
    if (bound == 1) {
      return 0;
    }
    return priorities == null ? pick(bound) : note(priorities.highest(actors, bound));
  }

  /** Whether something comes true that does by default not. */
  boolean chance(double probability) {
    if (probability <= 0) {
      return false;
    }
    boolean yes = script == null ? random.nextDouble() < probability : scripted(script) != 0;
    return note(yes ? 1 : 0) == 1;
  }

  /** Nanoseconds that something takes, often none. */
  long span() {
    return SPANS[pick(SPANS.length)];
  }

  /** What was decided so far. */
  Schedule schedule() {
    return Schedule.of(seed, Arrays.copyOf(made, count));
  }

  private int scripted(int[] from) {
    return count < from.length ? from[count] : 0;
  }

  private int note(int choice) {
    if (count == made.length) {
      made = Arrays.copyOf(made, 2 * count);
    }
    made[count++] = choice;
    return choice;
  }
}
