package dev.quern.scheduler;

import dev.quern.engine.graph.LazyChunks;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.local.LocalExecutor;
import dev.quern.scheduler.remote.RemoteCalls;
import dev.quern.scheduler.run.ClusterOptions;
import dev.quern.scheduler.run.Executor;
import dev.quern.scheduler.store.MemoryLedger;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where the graphs of a session run: on this machine, or on its cluster. Thread-safe. */
final class Places implements AutoCloseable {
  private final LocalExecutor local;
  private final Optional<ClusterOptions> options;
  private final Events events;
  private final MemoryLedger ledger;

  /* Held while the cluster is opened, which takes seconds. */
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable Executor cluster;

  /**
   * The executor {@code local}, and the cluster that is opened when it is needed, if there is one.
   */
  Places(
      LocalExecutor local, Optional<ClusterOptions> options, Events events, MemoryLedger ledger) {
    this.local = local;
    this.options = options;
    this.events = events;
    this.ledger = ledger;
  }

  /** Opens the cluster at once if all graphs run there. */
  void open() {
    if (keepsResults()) {
      Executor _ = cluster();
    }
  }

  /** Whether all graphs run on the cluster, so that what is persisted can stay there. */
  boolean keepsResults() {
    return options.isPresent() && options.get().always();
  }

  /** Whether there is anything to choose from. */
  boolean hasCluster() {
    return options.isPresent();
  }

  /** Where {@code chunks} would run now. */
  Placement place(LazyChunks chunks) {
    return Placement.of(chunks, options, ledger.memory().available());
  }

  /** Who runs what was placed so. */
  Executor executor(Placement placement) {
    return placement.onCluster() ? cluster() : local;
  }

  /** Who carries out calls on the cluster, if all work of the session is done there. */
  Optional<RemoteCalls> calls() {
    return keepsResults() ? cluster().calls() : Optional.empty();
  }

  private Executor cluster() {
    Executor there = cluster;
    if (there != null) {
      return there;
    }
    opening.lock();
    try {
      there = cluster;
      if (there == null) {
        there = Clusters.open(options.orElseThrow(), local.lanes(), events);
        cluster = there;
      }
      return there;
    } finally {
      opening.unlock();
    }
  }

  /** Closes both, the cluster first: who waits for it waits on the lanes of the other. */
  @Override
  public void close() {
    opening.lock();
    try {
      Executor there = cluster;
      if (there != null) {
        there.close();
      }
    } finally {
      opening.unlock();
    }
    local.close();
  }
}
