package dev.quern.scheduler.scope;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.lane.Durations;

/**
 * What becomes of a scope when a fork fails, and how much it may take. Immutable; each setter
 * returns a changed copy: {@code failFast().deadline("5s").limit(8)}.
 *
 * @param failsFast whether the first failure cancels the other forks
 * @param deadline nanoseconds after which all forks are cancelled; {@code Long.MAX_VALUE} for never
 * @param limit how many forks run at a time; the next has to wait
 */
public record ScopeOptions(boolean failsFast, long deadline, int limit) {

  /**
   * Checks the amounts.
   *
   * @throws PlanException when there is no time, or no fork may run
   */
  public ScopeOptions {
    if (deadline <= 0) {
      throw new PlanException("a scope needs some time, not " + deadline + " ns");
    }
    if (limit < 1) {
      throw new PlanException("a scope runs one fork at a time at least, not " + limit);
    }
  }

  /** The first failure cancels the other forks, and {@link IoScope#join} throws it. */
  public static ScopeOptions failFast() {
    return new ScopeOptions(true, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** All forks go on to their end; each tells of its own failure when its result is asked for. */
  public static ScopeOptions collectAll() {
    return new ScopeOptions(false, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** The same with all forks cancelled after such a time, like {@code 5s}. */
  public ScopeOptions deadline(String time) {
    return deadline(Durations.nanos(time));
  }

  /** The same with all forks cancelled after {@code nanos}. */
  public ScopeOptions deadline(long nanos) {
    return new ScopeOptions(failsFast, nanos, limit);
  }

  /** The same with at most {@code forks} at a time. */
  public ScopeOptions limit(int forks) {
    return new ScopeOptions(failsFast, deadline, forks);
  }
}
