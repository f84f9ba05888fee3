package dev.quern.dataframes.plan;

import java.io.Serializable;

/**
 * The first rows of each partition of a window, in its order.
 *
 * @param most how many; {@link #ALL} for all
 * @param peers whether the rows that are equal in order to the last of them belong to them too
 */
public record Ranks(long most, boolean peers) implements Serializable {
  /** A number above that of all rows. */
  public static final long ALL = Long.MAX_VALUE;

  /** All rows. */
  public static final Ranks EVERY = new Ranks(ALL, true);

  /** Whether rows are left out. */
  public boolean areFew() {
    return most < ALL;
  }
}
