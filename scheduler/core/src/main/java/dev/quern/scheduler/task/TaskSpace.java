package dev.quern.scheduler.task;

import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Work;
import dev.quern.scheduler.remote.RemoteBodies;
import dev.quern.scheduler.remote.RemoteCalls;
import dev.quern.scheduler.store.MemoryLedger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The submitted tasks of one session, and the lanes that carry them out. Thread-safe. */
public final class TaskSpace implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int AHEAD_PER_LANE = 8;
  private static final String CLOSED = "its session was closed";

  private final Lanes lanes;
  private final Events events;
  private final MemoryLedger ledger;
  private final RemoteBodies remote;
  private final long seed;
  private final AtomicLong numbers = new AtomicLong();
  private final ReadyTasks ready = new ReadyTasks();
  /* Whom to stop at the end; those that wait for a lane are found in `ready`. */
  private final Set<TaskRun<?>> running = ConcurrentHashMap.newKeySet();
  private final Set<TaskRun<?>> asleep = ConcurrentHashMap.newKeySet();
  /* Those with results that have to be closed and that nobody has taken yet. */
  private final Set<TaskFuture<?>> held = ConcurrentHashMap.newKeySet();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder interrupted = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private volatile boolean closed;
  private volatile CountDownLatch left = new CountDownLatch(0);

  /**
   * No tasks yet.
   *
   * @param lanes what carries them out
   * @param events what becomes of them is told there
   * @param ledger where results are kept until somebody takes them
   * @param remote makes bodies that are carried out on a cluster, if there is one
   * @param seed what their back-offs are drawn from
   */
  public TaskSpace(
      Lanes lanes, Events events, MemoryLedger ledger, RemoteBodies remote, long seed) {
    this.lanes = lanes;
    this.events = events;
    this.ledger = ledger;
    this.remote = remote;
    this.seed = seed;
  }

  /**
   * Has {@code body} carried out as soon as a lane is free.
   *
   * @throws RejectedExecutionException when this was closed
   */
  public <T extends @Nullable Object> Task<T> submit(
      Callable<? extends T> body, TaskOption... options) {
    return submit(body, body, TaskOptions.of(options));
  }

  /** Has {@code action} carried out as soon as a lane is free; its result is null. */
  public Task<@Nullable Void> submit(Runnable action, TaskOption... options) {
    TaskFunction.Call<@Nullable Void> body =
        () -> {
          action.run();
          return null;
        };
    return submit(body, action, TaskOptions.of(options));
  }

  /**
   * The results of {@code function} for each of {@code inputs}, in their order: the stream takes
   * inputs and submits tasks as it is read, a few ahead.
   */
  public <A, R extends @Nullable Object> Stream<R> map(
      TaskFunction<? super A, ? extends R> function,
      Iterator<? extends A> inputs,
      TaskOption... options) {
    return OrderedResults.stream(this, function, inputs, TaskOptions.of(options));
  }

  /** The same; {@code written} is what the user wrote, which the task is called after. */
  <T extends @Nullable Object> Task<T> submit(
      Callable<? extends T> body, Object written, TaskOptions options) {
    Origin origin = FunctionSite.of(written).origin(written);
    String label = options.label();
    // What waits for the outside world needs no core over there, and may mean this machine's.
    Optional<RemoteCalls> there = options.blocking() ? Optional.empty() : remote.there();
    TaskRun<T> task =
        new TaskRun<>(
            this,
            there.isPresent() ? remote.of(body, there.get()) : body,
            there.isPresent() ? options.aside() : options,
            label == null ? origin : new Origin(label, origin.where()),
            numbers.getAndIncrement(),
            lanes.running());
    checkOpen();
    task.begin();
    try {
      queue(task);
    } catch (Throwable notQueued) {
      boolean _ = task.cancel("it could not be started");
      throw notQueued;
    }
    if (closed) {
      boolean _ = task.cancel(CLOSED);
    }
    return task;
  }

  private void queue(TaskRun<?> task) {
    if (task.blocking()) {
      lanes.startAside(TaskStrand.of(this, task));
    } else if (lanes.onLane() && task.priority() == ownPriority()) {
      lanes.fork(TaskStrand.of(this, task));
    } else {
      ready.add(task);
      lanes.start(TaskStrand.any(this, task));
    }
  }

  private int ownPriority() {
    Work own = lanes.running();
    return own == null ? 0 : own.priority();
  }

  /** Queues a task that has slept. */
  void queueAgain(TaskRun<?> task) {
    asleep.remove(task);
    if (task.blocking()) {
      lanes.startAside(TaskStrand.of(this, task));
    } else {
      ready.add(task);
      lanes.start(TaskStrand.any(this, task));
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new RejectedExecutionException("the session was closed");
    }
  }

  /** The lanes that carry the tasks out. */
  public Lanes lanes() {
    return lanes;
  }

  Events events() {
    return events;
  }

  /** How many tasks of a map should be on their way at once. */
  int ahead() {
    return remote.there().map(RemoteCalls::width).orElse(AHEAD_PER_LANE * lanes.width());
  }

  MemoryLedger ledger() {
    return ledger;
  }

  ReadyTasks ready() {
    return ready;
  }

  /** What task {@code number} draws its random numbers from. */
  long seed(long number) {
    return seed ^ (number * 0x9E3779B97F4A7C15L);
  }

  void begun(TaskRun<?> task) {
    running.add(task);
    if (closed) {
      boolean _ = task.cancel(CLOSED);
    }
  }

  void left(TaskRun<?> task) {
    running.remove(task);
    if (closed && running.isEmpty()) {
      left.countDown();
    }
  }

  void asleep(TaskRun<?> task) {
    retried.increment();
    asleep.add(task);
    if (closed) {
      boolean _ = task.cancel(CLOSED);
    }
  }

  void awake(TaskRun<?> task) {
    asleep.remove(task);
  }

  /** Keeps the result of {@code task}, which has to be closed, until somebody takes it. */
  void hold(TaskFuture<?> task) {
    held.add(task);
  }

  /** Whether the result of {@code task} was held; it is the caller's from now on. */
  boolean handOver(TaskFuture<?> task) {
    return held.remove(task);
  }

  void interrupted() {
    interrupted.increment();
  }

  void ended(TaskRun<?> task, Outcome how) {
    switch (how) {
      case Outcome.Success _ -> succeeded.increment();
      case Outcome.Failure _ -> failed.increment();
      case Outcome.Cancelled _ -> {
        cancelled.increment();
        asleep.remove(task);
      }
    }
  }

  /** What has become of the tasks so far. */
  public TaskCounts counts() {
    return new TaskCounts(
        numbers.get(),
        succeeded.sum(),
        failed.sum(),
        cancelled.sum(),
        interrupted.sum(),
        retried.sum());
  }

  /**
   * Cancels all tasks and waits until none runs any more, half a minute at most: one that ignores
   * its interrupt for so long is left behind, with an error in the log. Closes results that nobody
   * has taken.
   */
  @Override
  public void close() {
    left = new CountDownLatch(1);
    closed = true;
    ready.cancel(CLOSED);
    asleep.forEach(task -> task.cancel(CLOSED));
    running.forEach(task -> task.cancel(CLOSED));
    boolean wasInterrupted = false;
    long end = lanes.nanoTime() + PATIENCE_NANOS;
    while (!running.isEmpty()) {
      long patience = end - lanes.nanoTime();
      if (patience <= 0) {
        LOG.log(Level.ERROR, "tasks that were cancelled do not end; they are left behind");
        break;
      }
      try {
        boolean _ = lanes.await(left, patience);
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    held.forEach(TaskFuture::giveUp);
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
