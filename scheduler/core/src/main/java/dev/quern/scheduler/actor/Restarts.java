package dev.quern.scheduler.actor;

import java.util.ArrayDeque;

/** Counts the restarts of one actor. Used by its strand alone. */
final class Restarts {
  static final long NO_MORE = -1;

  private final ActorOptions options;
  private final ArrayDeque<Long> counted = new ArrayDeque<>();

  Restarts(ActorOptions options) {
    this.options = options;
  }

  /** Counts one more; returns how many nanoseconds it should wait, or NO_MORE. */
  long next(long now) {
    while (!counted.isEmpty() && now - counted.getFirst() >= options.window()) {
      counted.removeFirst();
    }
    if (counted.size() >= options.restarts()) {
      return NO_MORE;
    }
    long pause = options.firstPause();
    for (int i = 0; i < counted.size() && pause < options.longestPause(); i++) {
      pause = 2 * pause;
    }
    counted.addLast(now);
    return Math.min(pause, options.longestPause());
  }

  /** How many count at present. */
  int count() {
    return counted.size();
  }
}
