package dev.quern.scheduler.local;

import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Executor;
import dev.quern.scheduler.run.Submission;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The executor on the threads of this virtual machine, or on a simulator's. */
public final class LocalExecutor implements Executor {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  /* Tasks check for cancellation every few milliseconds; one that does not is waiting for something. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long MOST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Lanes lanes;
  private final Events events;
  private final Quota quota;
  private final Set<LocalComputation> running = ConcurrentHashMap.newKeySet();
  private final Set<LocalComputation> abandoned = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** An executor on {@code lanes}, which are its own from now on, without limited resources. */
  public LocalExecutor(Lanes lanes) {
    this(lanes, new Events(lanes, List.of()), Collections.emptySortedMap());
  }

  /**
   * An executor on {@code lanes}, which are its own from now on.
   *
   * @param events told what happens
   * @param resources how much there is of each resource that tasks may ask for
   */
  public LocalExecutor(Lanes lanes, Events events, SortedMap<String, Integer> resources) {
    this.lanes = lanes;
    this.events = events;
    this.quota = new Quota(resources);
  }

  /** The lanes that carry everything out. */
  public Lanes lanes() {
    return lanes;
  }

  @Override
  public Computation submit(Submission submission) {
    LocalComputation computation =
        new LocalComputation(submission, lanes, events, quota, this::ended);
    running.add(computation);
    if (closed) {
      running.remove(computation);
      throw new RejectedExecutionException("the executor was closed");
    }
    try {
      computation.start();
    } catch (Throwable notStarted) {
      computation.cancel("it could not be started");
      running.remove(computation);
      throw notStarted;
    }
    return computation;
  }

  private void ended(LocalComputation computation) {
    note(computation);
    running.remove(computation);
  }

  private void note(LocalComputation computation) {
    if (computation.isAbandoned()) {
      abandoned.add(computation);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Tasks that do not end within two seconds of being cancelled are interrupted; after half a
   * minute they are left behind, with an error in the log.
   *
   * @throws IllegalStateException when a thread of this executor calls: it would wait for itself
   */
  @Override
  public void close() {
    if (lanes.onLane()) {
      throw new IllegalStateException("a task cannot close the executor it runs on");
    }
    closed = true;
    running.forEach(computation -> computation.cancel("its session was closed"));
    boolean interrupted = false;
    for (LocalComputation computation : running) {
      interrupted |= awaitEnd(computation);
      note(computation);
    }
    events.close();
    lanes.close();
    interrupted |= closeAbandoned();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /* Returns whether the calling thread was interrupted meanwhile. */
  private boolean closeAbandoned() {
    boolean interrupted = false;
    while (!abandoned.isEmpty()) {
      try {
        if (lanes.awaitEnd(TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS))) {
          abandoned.forEach(LocalComputation::closeResults);
        } else {
          LOG.log(
              Level.ERROR, "an abandoned computation does not end; its results are left behind");
        }
        abandoned.clear();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  /* Returns whether the calling thread was interrupted meanwhile. */
  private boolean awaitEnd(LocalComputation computation) {
    boolean interrupted = false;
    long start = lanes.nanoTime();
    long patience = PATIENCE_NANOS;
    while (true) {
      long left = start + patience - lanes.nanoTime();
      try {
        if (computation.awaitEnd(Math.max(0, left))) {
          return interrupted;
        }
      } catch (InterruptedException e) {
        interrupted = true;
        continue;
      }
      if (patience == MOST_PATIENCE_NANOS) {
        LOG.log(Level.ERROR, "a cancelled computation does not end; it is left behind");
        return interrupted;
      }
      lanes.interrupt();
      patience = MOST_PATIENCE_NANOS;
    }
  }
}
