package dev.quern.scheduler.sim;

/** An action to be run at a point in virtual time; of two due at once the one set first. */
record Timer(long due, long number, Runnable action) implements Comparable<Timer> {
  @Override
  public int compareTo(Timer other) {
    int byDue = Long.compare(due, other.due);
    return byDue != 0 ? byDue : Long.compare(number, other.number);
  }
}
