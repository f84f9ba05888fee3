package dev.quern.scheduler.scope;

import dev.quern.engine.CancelledException;
import dev.quern.engine.QuernException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.lane.Durations;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Opened;
import dev.quern.scheduler.lane.Permits;
import dev.quern.scheduler.lane.Residents;
import dev.quern.scheduler.lane.Wait;
import java.nio.channels.ClosedByInterruptException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is behind an {@link IoScope}: its forks, and why they stop. */
final class ScopeWork extends Opened {
  private final ScopeOptions options;
  private final SourceLine where;
  private final Permits slots;
  private final Queue<Fork<?>> forks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private volatile boolean joined;
  private volatile Lanes.@Nullable Alarm alarm;

  ScopeWork(Residents residents, ScopeOptions options, SourceLine where) {
    super(residents);
    this.options = options;
    this.where = where;
    this.slots = new Permits(lanes(), options.limit());
  }

  void start() {
    moveIn();
    if (options.deadline() != Long.MAX_VALUE) {
      alarm = lanes().after(options.deadline(), this::deadlinePassed);
      if (isStopped()) {
        cancelAlarm();
      }
    }
  }

  <T> Fork<T> fork(Callable<? extends T> body) {
    if (joined) {
      throw new IllegalStateException(
          this + " was joined before: fork all calls first, or open another scope");
    }
    Fork<T> fork = new Fork<>(this, body, made.incrementAndGet());
    if (isStopped() || !takeSlot()) {
      fork.giveUp();
      return fork;
    }
    if (!enter()) {
      slots.release();
      fork.giveUp();
      return fork;
    }
    forks.add(fork);
    try {
      lanes().startAside(new ForkStrand(this, fork));
    } catch (RejectedExecutionException closed) {
      fork.giveUp();
      ended(fork);
      stop(new Stop(null, this + " cannot go on: " + closed.getMessage()));
    }
    return fork;
  }

  private boolean takeSlot() {
    try {
      return slots.acquire();
    } catch (InterruptedException e) {
      throw interrupted("for another fork to end", e);
    }
  }

  @Override
  protected void over() {
    cancelAlarm();
    moveOut();
  }

  /** Takes note that {@code fork} has ended, however. */
  void ended(Fork<?> fork) {
    fork.leave();
    slots.release();
    leave();
  }

  /** Takes note that {@code fork} threw. */
  void failed(Fork<?> fork) {
    if (options.failsFast()) {
      boolean _ = stop(new Stop(fork, "another fork of " + this + " has failed"));
    }
  }

  void join() {
    try (Wait _ = Wait.begin(lanes().running(), this, this::isStopped)) {
      // Forks of forks come behind those that fork them, before these end.
      for (Fork<?> fork : forks) {
        lanes().await(fork.ended());
      }
    } catch (InterruptedException e) {
      throw interrupted("for its forks", e);
    }
    joined = true;
    cancelAlarm();
    Stop why = stop.get();
    if (why != null) {
      throw withOtherFailures(why);
    }
  }

  private QuernException withOtherFailures(Stop why) {
    Fork<?> first = why.failed();
    TaskFailedException failure = first == null ? null : first.failure();
    QuernException thrown = failure == null ? new CancelledException(why.message()) : failure;
    for (Fork<?> fork : forks) {
      TaskFailedException other = fork.failure();
      if (other != null && !fork.equals(first)) {
        thrown.addSuppressed(other);
      }
    }
    return thrown;
  }

  private CancelledException interrupted(String waiting, InterruptedException e) {
    boolean _ = cancel(this + " was cancelled: its thread was interrupted");
    Thread.currentThread().interrupt();
    return new CancelledException(
        "%s was interrupted while it waited %s".formatted(this, waiting), e);
  }

  @Override
  public void close() {
    boolean _ = cancel(this + " was closed");
    joined = true; // after that, so that forks of forks are given up rather than refused
    super.close();
  }

  boolean isJoined() {
    return joined;
  }

  static boolean isInterruption(Throwable thrown) {
    return thrown instanceof InterruptedException
        || thrown instanceof ClosedByInterruptException
        || thrown instanceof CancelledException;
  }

  private void deadlinePassed() {
    long running = forks.stream().filter(fork -> fork.ended().getCount() != 0).count();
    boolean _ =
        stop(
            new Stop(
                null,
                "%s has not ended by its deadline of %s: %d of %d forks were running"
                    .formatted(this, Durations.text(options.deadline()), running, made.get())));
  }

  private void cancelAlarm() {
    Lanes.Alarm set = alarm;
    if (set != null) {
      set.cancel();
    }
  }

  private boolean stop(Stop why) {
    if (!stop.compareAndSet(null, why)) {
      return false;
    }
    slots.close();
    cancelChildren();
    forks.forEach(Fork::interrupt);
    leaveBlock();
    return true;
  }

  @Override
  public boolean cancel(String why) {
    return stop(new Stop(null, why));
  }

  @Override
  public boolean isStopped() {
    return stop.get() != null;
  }

  @Override
  public String toString() {
    return "the I/O scope" + where.suffix();
  }

  /** Why forks do not go on: because one failed, or for another reason. */
  private record Stop(@Nullable Fork<?> failed, String message) {}
}
