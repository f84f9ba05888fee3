package dev.quern.scheduler.event;

import dev.quern.engine.CancelledException;
import dev.quern.scheduler.event.jfr.Blocked;
import dev.quern.scheduler.event.jfr.GraphExecution;
import dev.quern.scheduler.event.jfr.Reload;
import dev.quern.scheduler.event.jfr.Reserve;
import dev.quern.scheduler.event.jfr.Retry;
import dev.quern.scheduler.event.jfr.Spill;
import dev.quern.scheduler.event.jfr.Steal;
import dev.quern.scheduler.event.jfr.TaskExecution;
import dev.quern.scheduler.event.jfr.TaskRecord;
import dev.quern.scheduler.lane.Lanes;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's tasks are told of, step by step: whoever carries them out, reserves, spills or
 * waits calls one method here, on the thread where it happens.
 *
 * <p>From here it goes to the {@link TaskListener}s and to the Java Flight Recorder. When neither
 * listens, each method returns after a look at two fields; callers that would have to make a {@link
 * TaskRef} for it ask {@link #isOn} first. Thread-safe.
 */
public final class Events {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final ThreadLocal<@Nullable TaskScope> CURRENT = new ThreadLocal<>();

  private final Lanes lanes;
  private final EventDelivery delivery;
  private final FailureKeeper keeper;
  private final AtomicReference<@Nullable LaneClocks> clocks = new AtomicReference<>();

  /** The events of what runs on {@code lanes}, for those of {@code listeners} who want tasks. */
  public Events(Lanes lanes, List<GraphListener> listeners) {
    this(lanes, listeners, FailureKeeper.NONE);
  }

  /** The same, and {@code keeper} is given the tasks that fail. */
  public Events(Lanes lanes, List<GraphListener> listeners, FailureKeeper keeper) {
    this.lanes = lanes;
    this.keeper = keeper;
    this.delivery = new EventDelivery(lanes);
    for (GraphListener listener : listeners) {
      if (listener instanceof TaskListener wantsTasks) {
        delivery.add(wantsTasks);
      }
    }
  }

  /** Whether anyone wants to know of tasks at this moment. */
  public boolean isOn() {
    return delivery.hasListeners()
        || clocks.get() != null
        || TaskExecution.isRecorded()
        || GraphExecution.isRecorded()
        || Steal.isRecorded()
        || Spill.isRecorded()
        || Reload.isRecorded()
        || Reserve.isRecorded()
        || Blocked.isRecorded()
        || Retry.isRecorded();
  }

  /** Who keeps tasks that fail. */
  public FailureKeeper keeper() {
    return keeper;
  }

  /** Tells {@code listener} of every task from now on. */
  public void add(TaskListener listener) {
    delivery.add(listener);
  }

  /** Tells {@code listener} no more. */
  public void remove(TaskListener listener) {
    delivery.remove(listener);
  }

  /**
   * Begins to measure what the workers spend their time on.
   *
   * @throws IllegalStateException when that is being measured already
   */
  public WorkerTimes watch() {
    long now = lanes.nanoTime();
    LaneClocks fresh = new LaneClocks(lanes, CURRENT::get, now);
    if (!clocks.compareAndSet(null, fresh)) {
      throw new IllegalStateException("the workers' times are being measured: close that first");
    }
    lanes.watch(fresh);
    return new WorkerTimes(this, fresh, lanes.width(), now);
  }

  /** Ends what {@link #watch} began; returns the time. */
  long unwatch() {
    long now = lanes.nanoTime();
    lanes.watch(null);
    clocks.set(null);
    return now;
  }

  /** The time by which events are told. */
  public long now() {
    return lanes.nanoTime();
  }

  /** The task that the current thread carries out; {@link TaskRef#OUTSIDE} when none is known. */
  public TaskRef task() {
    TaskScope scope = CURRENT.get();
    return scope == null ? TaskRef.OUTSIDE : scope.task;
  }

  /** Tells {@code listeners} where graph {@code graph} runs. */
  public void placed(List<GraphListener> listeners, long graph, boolean onCluster, String reason) {
    GraphEvent event = new GraphEvent.GraphPlaced(graph, onCluster, reason);
    for (GraphListener listener : listeners) {
      try {
        listener.onEvent(event);
      } catch (RuntimeException | Error broken) {
        LOG.log(Level.WARNING, "a graph listener threw when it was told of a graph", broken);
      }
    }
  }

  /** Something happened to a task in another process. */
  public void tell(TaskEvent event) {
    if (delivery.hasListeners()) {
      delivery.accept(event);
    }
  }

  /** A task that belongs to no graph was submitted. */
  public void submitted(TaskRef task) {
    if (delivery.hasListeners()) {
      delivery.accept(new TaskEvent.Submitted(task, worker(), lanes.nanoTime()));
    }
  }

  /** All inputs of {@code task} are there. */
  public void ready(TaskRef task) {
    if (delivery.hasListeners()) {
      delivery.accept(new TaskEvent.Ready(task, worker(), lanes.nanoTime()));
    }
  }

  /** The current thread took {@code task} from the worker {@code from}. */
  public void stolen(TaskRef task, int from) {
    if (delivery.hasListeners()) {
      delivery.accept(new TaskEvent.Stolen(task, worker(), lanes.nanoTime(), from));
    }
    if (Steal.isRecorded()) {
      commit(new Steal(from), task);
    }
  }

  /**
   * The current thread begins with {@code task}; to be ended on this thread by {@link #finished},
   * {@link #failed} or {@link #cancelled(TaskScope)}.
   */
  public TaskScope started(TaskRef task) {
    int worker = worker();
    long now = lanes.nanoTime();
    TaskExecution recorded = TaskExecution.isRecorded() ? new TaskExecution() : null;
    TaskScope scope = new TaskScope(task, worker, now, CURRENT.get(), recorded);
    CURRENT.set(scope);
    LaneClocks watching = clocks.get();
    if (watching != null) {
      watching.running(task.origin());
    }
    if (delivery.hasListeners()) {
      delivery.accept(new TaskEvent.Started(task, worker, now));
    }
    if (recorded != null) {
      recorded.begin();
    }
    return scope;
  }

  /** The task made a result that keeps {@code bytes}; returns the time. */
  public long finished(TaskScope scope, long bytes) {
    long now = lanes.nanoTime();
    leave(scope, "done", bytes);
    if (delivery.hasListeners()) {
      delivery.accept(
          new TaskEvent.Finished(scope.task, scope.worker, now, bytes, now - scope.start));
    }
    return now;
  }

  /** The task threw {@code cause}, which may be that it was cancelled; returns the time. */
  public long failed(TaskScope scope, Throwable cause) {
    if (cause instanceof CancelledException) {
      return cancelled(scope);
    }
    long now = lanes.nanoTime();
    leave(scope, "failed", 0);
    if (delivery.hasListeners()) {
      delivery.accept(
          new TaskEvent.Failed(scope.task, scope.worker, now, now - scope.start, cause));
    }
    return now;
  }

  /** The task ended early because nobody wants it any more; returns the time. */
  public long cancelled(TaskScope scope) {
    leave(scope, "cancelled", 0);
    cancelled(scope.task);
    return lanes.nanoTime();
  }

  /** The task is not carried out because nobody wants it any more. */
  public void cancelled(TaskRef task) {
    if (delivery.hasListeners()) {
      delivery.accept(new TaskEvent.Cancelled(task, worker(), lanes.nanoTime()));
    }
  }

  /** The attempt number {@code attempt} of a task comes in {@code delay} nanoseconds. */
  public void retried(TaskRef task, int attempt, long delay, Throwable cause) {
    if (delivery.hasListeners()) {
      delivery.accept(
          new TaskEvent.Retried(task, worker(), lanes.nanoTime(), attempt, delay, cause));
    }
    if (Retry.isRecorded()) {
      commit(new Retry(attempt, delay, cause.toString()), task);
    }
  }

  /** The current task got {@code bytes} of memory, for which it waited {@code nanos}. */
  public void reserved(long bytes, long nanos) {
    if (delivery.hasListeners()) {
      delivery.accept(new TaskEvent.Reserved(task(), worker(), lanes.nanoTime(), bytes, nanos));
    }
    if (Reserve.isRecorded()) {
      commit(new Reserve(bytes, nanos), task());
    }
  }

  /** The current thread has put {@code bytes} of the current task's data aside on disk. */
  public void spilled(long bytes, long nanos) {
    spilled(task(), bytes, nanos);
  }

  /** The current thread has put {@code bytes} of the data of {@code task} aside on disk. */
  public void spilled(TaskRef task, long bytes, long nanos) {
    TaskScope scope = CURRENT.get();
    if (scope != null) {
      scope.addSpilled(bytes);
    }
    spentWithDisk(nanos);
    if (delivery.hasListeners()) {
      delivery.accept(new TaskEvent.Spilled(task, worker(), lanes.nanoTime(), bytes, nanos));
    }
    if (Spill.isRecorded()) {
      commit(new Spill(bytes, nanos), task);
    }
  }

  /** The current thread has read {@code bytes} back that the current task had put aside. */
  public void reloaded(long bytes, long nanos) {
    reloaded(task(), bytes, nanos);
  }

  /** The current thread has read {@code bytes} of the data of {@code task} back from disk. */
  public void reloaded(TaskRef task, long bytes, long nanos) {
    TaskScope scope = CURRENT.get();
    if (scope != null) {
      scope.addReloaded(bytes);
    }
    spentWithDisk(nanos);
    if (delivery.hasListeners()) {
      delivery.accept(new TaskEvent.Reloaded(task, worker(), lanes.nanoTime(), bytes, nanos));
    }
    if (Reload.isRecorded()) {
      commit(new Reload(bytes, nanos), task);
    }
  }

  /** The current task has waited {@code nanos} for something else than memory or disk. */
  public void blocked(long nanos) {
    if (delivery.hasListeners()) {
      delivery.accept(new TaskEvent.Blocked(task(), worker(), lanes.nanoTime(), nanos));
    }
    if (Blocked.isRecorded()) {
      commit(new Blocked(nanos), task());
    }
  }

  /** Sees to it that listeners are soon told all there is. */
  public void flush() {
    if (delivery.hasListeners()) {
      delivery.wake();
    }
  }

  /** Delivers what is left, unless a listener is stuck; nothing must happen any more. */
  public void close() {
    delivery.close();
  }

  private void spentWithDisk(long nanos) {
    LaneClocks watching = clocks.get();
    if (watching != null) {
      watching.spilled(nanos);
    }
  }

  private void leave(TaskScope scope, String outcome, long bytes) {
    CURRENT.set(scope.outer);
    LaneClocks watching = clocks.get();
    if (watching != null) {
      watching.left(scope.outer);
    }
    TaskExecution recorded = scope.recorded;
    if (recorded != null) {
      recorded.end();
      if (recorded.shouldCommit()) {
        describe(recorded, scope.task, scope.worker);
        recorded.ended(outcome, bytes, scope.spilledBytes());
        recorded.commit();
      }
    }
  }

  private void commit(TaskRecord event, TaskRef task) {
    if (event.shouldCommit()) {
      describe(event, task, worker());
      event.commit();
    }
  }

  private static void describe(TaskRecord event, TaskRef task, int worker) {
    event.describe(task.graph(), task.key(), task.origin(), worker);
  }

  private int worker() {
    return lanes.onLane() ? lanes.currentLane() : TaskEvent.NO_WORKER;
  }
}
