package dev.quern.scheduler.event;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one worker that are not delivered yet: a bounded number. Written by one thread most
 * of the time and emptied now and then, so its lock is hardly ever waited for.
 */
final class EventBuffer {
  static final int CAPACITY = 4096;

  private @Nullable TaskEvent[] events = new TaskEvent[0];
  private int count;
  private long dropped;

  /**
   * Appends {@code event}, or counts it when there is no room.
   *
   * @return whether it is time to empty this
   */
  synchronized boolean add(TaskEvent event) {
    if (count == CAPACITY) {
      dropped++;
      return true;
    }
    if (count == events.length) {
      events = Arrays.copyOf(events, Math.clamp(2L * count, 64, CAPACITY));
    }
    events[count++] = event;
    return count >= CAPACITY / 2;
  }

  /** Moves all events to the end of {@code target}; returns how many were dropped before. */
  synchronized long drainTo(List<TaskEvent> target) {
    for (int i = 0; i < count; i++) {
      TaskEvent event = events[i];
      if (event != null) {
        target.add(event);
      }
      events[i] = null;
    }
    count = 0;
    long missing = dropped;
    dropped = 0;
    return missing;
  }
}
