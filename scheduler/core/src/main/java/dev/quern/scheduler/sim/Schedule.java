package dev.quern.scheduler.sim;

import java.util.Arrays;

/**
 * The decisions of one simulation, in order, as a text that can be kept and played again: {@code
 * 42:0*13,2,0,1} is seed 42, thirteen defaults, and so on. After the last one, all are defaults: go
 * on with what is going on.
 */
public final class Schedule {
  private final long seed;
  private final int[] choices;

  private Schedule(long seed, int[] choices) {
    this.seed = seed;
    this.choices = choices;
  }

  /** A schedule of {@code choices}; defaults at the end are left out. */
  static Schedule of(long seed, int[] choices) {
    int length = choices.length;
    while (length > 0 && choices[length - 1] == 0) {
      length--;
    }
    return new Schedule(seed, Arrays.copyOf(choices, length));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static Schedule parse(String text) {
    try {
      int colon = text.indexOf(':');
      long seed = Long.parseLong(text.substring(0, colon));
      String list = text.substring(colon + 1);
      int[] choices = new int[0];
      for (String run : list.isEmpty() ? new String[0] : list.split(",", -1)) {
        int times = run.indexOf('*');
        int value = Integer.parseInt(times < 0 ? run : run.substring(0, times));
        int from = choices.length;
        int length = times < 0 ? 1 : Integer.parseInt(run.substring(times + 1));
        choices = Arrays.copyOf(choices, from + length);
        Arrays.fill(choices, from, from + length, value);
      }
      return of(seed, choices);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "'%s' is no schedule: it should be like 42:0*13,2,0,1".formatted(text), e);
    }
  }

  /** The seed of what is random beside the decisions. */
  public long seed() {
    return seed;
  }

  /** How many decisions there are up to the last that is no default. */
  public int length() {
    return choices.length;
  }

  /** How many decisions are no defaults. */
  public int deviations() {
    return (int) Arrays.stream(choices).filter(choice -> choice != 0).count();
  }

  int[] choices() {
    return choices.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schedule that
        && seed == that.seed
        && Arrays.equals(choices, that.choices);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(seed) * 31 + Arrays.hashCode(choices);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(seed).append(':');
    int from = 0;
    while (from < choices.length) {
      int to = from;
      while (to < choices.length && choices[to] == choices[from]) {
        to++;
      }
      text.append(from == 0 ? "" : ",").append(choices[from]);
      if (to - from > 1) {
        text.append('*').append(to - from);
      }
      from = to;
    }
    return text.toString();
  }
}
