package dev.quern.scheduler.task;

import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for a lane, highest priority first and in the order they came otherwise. Without
 * locks. They are held by whoever submitted them anyway; a place here takes 24 bytes.
 */
final class ReadyTasks {
  /* Priority 0, which is nearly all, is no entry of the map. */
  private final Queue<TaskRun<?>> ordinary = new ConcurrentLinkedQueue<>();
  private final ConcurrentSkipListMap<Integer, Queue<TaskRun<?>>> others =
      new ConcurrentSkipListMap<>(Comparator.reverseOrder());
  private final AtomicLong urgent = new AtomicLong();

  void add(TaskRun<?> task) {
    int priority = task.priority();
    if (priority == 0) {
      ordinary.add(task);
      return;
    }
    if (priority > 0) {
      urgent.incrementAndGet();
    }
    others.computeIfAbsent(priority, _ -> new ConcurrentLinkedQueue<>()).add(task);
  }

  /** Claims the best task; null when all have been claimed. */
  @Nullable TaskRun<?> claim() {
    TaskRun<?> task = claimAbove(0);
    if (task == null) {
      task = claimFrom(ordinary);
    }
    if (task == null && !others.isEmpty()) {
      for (Queue<TaskRun<?>> queue : others.tailMap(0).values()) {
        task = claimFrom(queue);
        if (task != null) {
          break;
        }
      }
    }
    return task;
  }

  /** Claims the best task if it has a higher priority than {@code level}, which is not negative. */
  @Nullable TaskRun<?> claimAbove(int level) {
    if (urgent.get() == 0) {
      return null;
    }
    for (Queue<TaskRun<?>> queue : others.headMap(level).values()) {
      TaskRun<?> task = claimFrom(queue);
      if (task != null) {
        return task;
      }
    }
    return null;
  }

  private @Nullable TaskRun<?> claimFrom(Queue<TaskRun<?>> queue) {
    while (true) {
      TaskRun<?> task = queue.poll();
      if (task == null) {
        return null;
      }
      if (task.priority() > 0) {
        urgent.decrementAndGet();
      }
      if (task.claim()) {
        return task;
      }
    }
  }

  /** Cancels all that wait. */
  void cancel(String why) {
    cancel(ordinary, why);
    others.values().forEach(queue -> cancel(queue, why));
  }

  private static void cancel(Queue<TaskRun<?>> queue, String why) {
    queue.forEach(task -> task.cancel(why));
  }
}
