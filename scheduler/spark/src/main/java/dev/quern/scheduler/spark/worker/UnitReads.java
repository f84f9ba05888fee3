package dev.quern.scheduler.spark.worker;

import java.io.Serializable;

/**
 * What a unit reads, result by result.
 *
 * @param sources which of the layers that are read, counted from 0, or {@link #COPIED}; equal ones
 *     in a row
 * @param units the unit in there, ascending within a layer; or the task that ends the copy
 * @param sections which section of the result is read, if it is divided; or that the unit's tasks
 *     choose some
 * @param shared whether others read the result as well
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UnitReads(int[] sources, int[] units, int[] sections, boolean[] shared)
    implements Serializable {
  /** What the unit carries out itself, if no other of the process has. */
  public static final int COPIED = -1;

  /** Whether result {@code number} is the one of a {@link UnitCopy}. */
  boolean isCopied(int number) {
    return sources[number] == COPIED;
  }

  /** How many results are read. */
  public int count() {
    return units.length;
  }

  /** Where the stretch of neighbouring units ends that begins with read {@code from}. */
  int stretchEnd(int from, boolean[] wanted) {
    int to = from + 1;
    while (to < units.length
        && wanted[to]
        && sources[to] == sources[from]
        && sections[to] == sections[from]
        && units[to] == units[to - 1] + 1) {
      to++;
    }
    return to;
  }
}
