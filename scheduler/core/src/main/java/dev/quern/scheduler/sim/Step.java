package dev.quern.scheduler.sim;

/**
 * Something that happened in a simulation.
 *
 * @param number of the step, from 1
 * @param nanos virtual time since the beginning
 * @param actor who did it: {@code lane 2}, {@code aside 5}, {@code outside}
 * @param what happened, in the past tense: {@code started}, {@code stolen from lane 1}
 * @param subject what it happened to; a task's key, a submission
 */
public record Step(long number, long nanos, String actor, String what, String subject) {

  /** Five columns, with times in microseconds. */
  @Override
  public String toString() {
    return "%6d %,12.1f us  %-9s %s %s".formatted(number, nanos / 1000.0, actor, subject, what);
  }
}
