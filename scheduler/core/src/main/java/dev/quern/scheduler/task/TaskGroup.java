package dev.quern.scheduler.task;

import dev.quern.engine.CancelledException;
import dev.quern.scheduler.lane.CancellableWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Waiting for several tasks at once. */
public final class TaskGroup {
  private TaskGroup() {}

  /** The results of all of {@code tasks}, in order. */
  public static <T> List<T> gather(Collection<? extends Task<? extends T>> tasks) {
    List<T> results = new ArrayList<>(tasks.size());
    for (Task<? extends T> task : tasks) {
      results.add(task.join());
    }
    return results;
  }

  /** {@code tasks} in the order in which they end. */
  public static <T> Stream<Task<T>> asCompleted(
      TaskSpace space, Collection<? extends Task<T>> tasks) {
    Completions<T> completions = new Completions<>(space, tasks.size());
    for (Task<T> task : tasks) {
      var _ = task.whenDone(completions::add);
    }
    return StreamSupport.stream(
        Spliterators.spliterator(completions, tasks.size(), Spliterator.ORDERED), false);
  }

  /** Waits until one of {@code tasks} has ended, but no longer than {@code timeout}. */
  public static <T> Optional<Task<T>> waitAny(
      TaskSpace space, Collection<? extends Task<T>> tasks, Duration timeout) {
    Optional<Task<T>> ended = firstEnded(tasks);
    if (ended.isPresent()) {
      return ended;
    }
    boolean _ = waitFor(space, tasks, 1, timeout);
    return firstEnded(tasks);
  }

  /** Waits until all of {@code tasks} have ended, but no longer than {@code timeout}. */
  public static boolean waitAll(
      TaskSpace space, Collection<? extends Task<?>> tasks, Duration timeout) {
    return waitFor(space, tasks, tasks.size(), timeout);
  }

  private static <T> Optional<Task<T>> firstEnded(Collection<? extends Task<T>> tasks) {
    for (Task<T> task : tasks) {
      if (task.isDone()) {
        return Optional.of(task);
      }
    }
    return Optional.empty();
  }

  private static boolean waitFor(
      TaskSpace space, Collection<? extends Task<?>> tasks, int count, Duration timeout) {
    CountDownLatch latch = new CountDownLatch(count);
    List<Hooks.Hook> hooks = new ArrayList<>(tasks.size());
    for (Task<?> task : tasks) {
      hooks.add(((TaskRun<?>) task).onEnd(latch::countDown));
    }
    try {
      return CancellableWait.await(space.lanes(), latch, timeout.toNanos());
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      hooks.forEach(Hooks.Hook::drop);
    }
  }

  private static CancelledException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new CancelledException("interrupted while waiting for tasks", cause);
  }

  /** Tasks that have ended and were not handed on yet. */
  private static final class Completions<T> implements Iterator<Task<T>> {
    private final TaskSpace space;
    private final Queue<Task<T>> ended = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch another = new CountDownLatch(1);
    private int left;

    Completions(TaskSpace space, int count) {
      this.space = space;
      this.left = count;
    }

    void add(Task<T> task) {
      ended.add(task);
      another.countDown();
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public Task<T> next() {
      if (left == 0) {
        throw new NoSuchElementException("no more tasks");
      }
      Task<T> task = ended.poll();
      while (task == null) {
        CountDownLatch latch = new CountDownLatch(1);
        another = latch;
        task = ended.poll();
        if (task == null) {
          await(latch);
          task = ended.poll();
        }
      }
      left--;
      return task;
    }

    private void await(CountDownLatch latch) {
      try {
        CancellableWait.await(space.lanes(), latch);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }
}
