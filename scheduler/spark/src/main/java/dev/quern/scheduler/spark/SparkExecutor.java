package dev.quern.scheduler.spark;

import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.remote.RemoteCalls;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Executor;
import dev.quern.scheduler.run.Submission;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The executor on a Spark cluster. Thread-safe. */
final class SparkExecutor implements Executor {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final SharedContext context;
  private final Lanes lanes;
  private final Events events;
  private final SparkCalls calls;
  private final Set<SparkComputation> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** An executor in the application {@code context}, which it gives up when it is closed. */
  SparkExecutor(SharedContext context, Lanes lanes, Events events) {
    this.context = context;
    this.lanes = lanes;
    this.events = events;
    this.calls = new SparkCalls(context, lanes);
  }

  @Override
  public Computation submit(Submission submission) {
    return start(submission, false);
  }

  @Override
  public Computation keep(Submission submission) {
    return start(submission, true);
  }

  @Override
  public Optional<RemoteCalls> calls() {
    return Optional.of(calls);
  }

  private Computation start(Submission submission, boolean keeps) {
    SparkComputation computation =
        new SparkComputation(submission, keeps, context, lanes, events, running::remove);
    running.add(computation);
    if (closed) {
      running.remove(computation);
      throw new RejectedExecutionException("the executor was closed");
    }
    try {
      computation.start();
    } catch (Throwable notStarted) {
      running.remove(computation);
      throw notStarted;
    }
    return computation;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean interrupted = false;
    for (SparkComputation computation : running) {
      boolean _ = computation.cancel("its session was closed");
    }
    for (SparkComputation computation : running) {
      interrupted |= awaitEnd(computation);
    }
    context.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /* Returns whether the calling thread was interrupted meanwhile. */
  private static boolean awaitEnd(SparkComputation computation) {
    try {
      if (!computation.awaitEnd(PATIENCE_NANOS)) {
        LOG.log(Level.ERROR, "a cancelled computation does not end; it is left behind");
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
