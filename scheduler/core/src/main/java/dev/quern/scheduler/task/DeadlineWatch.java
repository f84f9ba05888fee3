package dev.quern.scheduler.task;

import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.lane.Durations;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Work;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A deadline and all tasks it bounds: the one it was set for, and what that has submitted. When it
 * passes they are cancelled, each with a word on whose deadline it was.
 */
final class DeadlineWatch {
  private final long at;
  private final Duration length;
  private final Origin origin;
  private final Set<TaskRun<?>> bound = ConcurrentHashMap.newKeySet();
  private volatile Lanes.@Nullable Alarm alarm;
  private volatile boolean passed;

  /** A deadline {@code length} from now on, set for a task of {@code origin}; not watched yet. */
  DeadlineWatch(Lanes lanes, Duration length, Origin origin) {
    this.at = lanes.nanoTime() + length.toNanos();
    this.length = length;
    this.origin = origin;
  }

  /** A deadline of {@code length}, or {@code outer} when that is earlier or there is no length. */
  static @Nullable DeadlineWatch within(
      @Nullable DeadlineWatch outer, @Nullable Duration length, Lanes lanes, Origin origin) {
    if (length == null || (outer != null && outer.left(lanes.nanoTime()) <= length.toNanos())) {
      return outer;
    }
    return new DeadlineWatch(lanes, length, origin);
  }

  /** Begins to watch, after the first task was bound. */
  void start(Lanes lanes) {
    alarm = lanes.after(length.toNanos(), this::pass);
  }

  /** Nanoseconds that are left at {@code now}. */
  long left(long now) {
    return at - now;
  }

  void bind(TaskRun<?> task) {
    bound.add(task);
    if (passed) {
      cancelAll();
    }
  }

  void unbind(TaskRun<?> task) {
    bound.remove(task);
    Lanes.Alarm set = alarm;
    if (bound.isEmpty() && set != null) {
      set.cancel();
    }
  }

  private void pass() {
    passed = true;
    cancelAll();
  }

  /* Whoever submits before what it has submitted: or it may see that cancelled, and fail of it. */
  private void cancelAll() {
    bound.stream().sorted(Comparator.comparingInt(Work::depth)).forEach(task -> task.cancel(why()));
  }

  private String why() {
    return "the deadline of %s for %s has passed"
        .formatted(Durations.text(length.toNanos()), origin);
  }
}
