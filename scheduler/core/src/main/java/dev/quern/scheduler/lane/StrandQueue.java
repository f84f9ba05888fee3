package dev.quern.scheduler.lane;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Strands that wait for a lane: the most urgent first, equally urgent ones in the order they came.
 * Thread-safe, without a lock.
 */
final class StrandQueue {
  private final ConcurrentSkipListMap<Integer, Queue<Strand>> levels =
      new ConcurrentSkipListMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private volatile boolean used;

  /** Whether there ever was a strand. */
  boolean isUsed() {
    return used;
  }

  void add(Strand strand) {
    used = true;
    size.incrementAndGet();
    levels
        .computeIfAbsent(strand.owner().priority(), _ -> new ConcurrentLinkedQueue<>())
        .add(strand);
  }

  /** Whether a strand of a higher priority than {@code priority} waits. */
  boolean hasAbove(int priority) {
    if (size.get() == 0) {
      return false;
    }
    for (Map.Entry<Integer, Queue<Strand>> level : levels.descendingMap().entrySet()) {
      if (level.getKey() <= priority) {
        return false;
      }
      if (!level.getValue().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Takes the first strand; null when there is none. */
  @Nullable Strand take() {
    return takeFirst(levels);
  }

  /** Takes the first strand of a higher priority than {@code priority}; null when there is none. */
  @Nullable Strand takeAbove(int priority) {
    return takeFirst(levels.tailMap(priority, false));
  }

  private @Nullable Strand takeFirst(NavigableMap<Integer, Queue<Strand>> from) {
    for (Queue<Strand> level : from.descendingMap().values()) {
      Strand strand = level.poll();
      if (strand != null) {
        size.decrementAndGet();
        return strand;
      }
    }
    return null;
  }
}
