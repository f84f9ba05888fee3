package dev.quern.bench.harness;

/**
 * One run of a contender.
 *
 * @param nanos what it took, for the whole amount of the case
 * @param answer what it found out
 * @param extrapolated whether the contender did a part of the work and {@code nanos} says what all
 *     of it would have taken
 */
public record Lap(long nanos, Answer answer, boolean extrapolated) {

  /** A run of all the work. */
  public static Lap of(long nanos, Answer answer) {
    return new Lap(nanos, answer, false);
  }
}
