package dev.quern.scheduler.sim;

/** What becomes of the task that a lane was at when it died. */
public enum LaneDeath {
  /** Another lane does the task again from the beginning; the operator is applied twice. */
  TAKEN_OVER,
  /** The task fails. */
  FAILED
}
