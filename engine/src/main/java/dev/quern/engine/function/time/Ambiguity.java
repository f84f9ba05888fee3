package dev.quern.engine.function.time;

/**
 * What a local time means that a zone's clocks show twice, or never. A time in a gap is moved
 * forward by the length of the gap, as {@code java.time} does, unless it is to be null or an error.
 */
public enum Ambiguity {
  /** The first of the two. */
  EARLIER,
  /** The second of the two. */
  LATER,
  /** Null for both cases. */
  NULL,
  /** An error for both cases. */
  ERROR
}
