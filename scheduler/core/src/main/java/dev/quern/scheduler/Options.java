package dev.quern.scheduler;

import dev.quern.scheduler.lane.Durations;
import dev.quern.scheduler.task.Backoff;
import dev.quern.scheduler.task.TaskOption;
import java.time.Duration;
import java.util.List;

/** What may be asked for a submitted task: the part of {@link Tasks} that makes its options. */
abstract sealed class Options permits Tasks {
  Options() {}

  /** Does a task that failed again, {@code times} times at most, with waits between. */
  @SafeVarargs
  @SuppressWarnings("varargs") // read, and copied
  public static TaskOption retries(
      int times, Backoff backoff, Class<? extends Throwable>... onlyAfter) {
    return new TaskOption.Retries(times, backoff, List.of(onlyAfter));
  }

  /** Does a task that failed again at once, {@code times} times at most. */
  public static TaskOption retries(int times) {
    return retries(times, new Backoff(Duration.ZERO, Duration.ZERO, 0));
  }

  /**
   * Waits from {@code first} up to {@code most}, each twice as long as the one before, less up to
   * half of it at random: {@code backoff("200ms", "10s")}.
   */
  public static Backoff backoff(String first, String most) {
    return new Backoff(span(first), span(most), 0.5);
  }

  /**
   * Cancels a task and all below it when it takes longer than this: {@code "30s"}, {@code "1m"}.
   */
  public static TaskOption deadline(String length) {
    return deadline(span(length));
  }

  /** Cancels a task and all below it when it takes longer than this. */
  public static TaskOption deadline(Duration length) {
    return new TaskOption.Deadline(length);
  }

  /** Starts a task before others of a lower priority; the usual one is 0. */
  public static TaskOption priority(int level) {
    return new TaskOption.Priority(level);
  }

  /** Names a task in errors. */
  public static TaskOption label(String text) {
    return new TaskOption.Label(text);
  }

  /** Runs a task on a virtual thread, since it waits for the outside world. */
  public static TaskOption blocking() {
    return new TaskOption.Blocking();
  }

  /** Lets a {@link Tasks#map} be {@code most} tasks ahead of its reader. */
  public static TaskOption inFlight(int most) {
    return new TaskOption.InFlight(most);
  }

  private static Duration span(String text) {
    return Duration.ofNanos(Durations.nanos(text));
  }
}
