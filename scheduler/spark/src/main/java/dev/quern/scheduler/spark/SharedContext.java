package dev.quern.scheduler.spark;

import dev.quern.engine.ClusterException;
import dev.quern.engine.PlanException;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.ClusterOptions;
import dev.quern.scheduler.spark.checkpoint.Checkpoint;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkContext;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The Spark application of this process, of which there can be one: sessions with the same options
 * share it, and the last that is closed ends it. Thread-safe.
 */
final class SharedContext implements AutoCloseable {
  private static final int TASKS_PER_CORE = 4;

  private static @Nullable SharedContext current;

  private final ClusterOptions options;
  private final SparkContext spark;
  private final @Nullable Checkpoint checkpoints;
  private final AtomicLong graphs = new AtomicLong();
  private final ConcurrentSkipListSet<Long> running = new ConcurrentSkipListSet<>();
  private int users;

  private SharedContext(ClusterOptions options, SparkContext spark) {
    this.options = options;
    this.spark = spark;
    this.checkpoints =
        options
            .checkpoints()
            .map(folder -> new Checkpoint(folder).inside("quern-" + UUID.randomUUID()))
            .orElse(null);
  }

  /**
   * The application with these options, started if there is none; closed once by each caller.
   *
   * @param lanes where the caller waits for it
   * @throws PlanException when there is one with other options
   * @throws ClusterException when the cluster does not answer
   */
  static synchronized SharedContext acquire(ClusterOptions options, Lanes lanes) {
    SharedContext shared = current;
    if (shared == null || shared.spark.isStopped()) {
      shared = new SharedContext(options, start(options, lanes));
      current = shared;
    } else if (!shared.serves(options)) {
      throw new PlanException(
          "a process has one cluster at a time, and a session uses %s: close that first, or open this one with the same settings"
              .formatted(shared.options.master()));
    }
    shared.users++;
    return shared;
  }

  private boolean serves(ClusterOptions wanted) {
    return options.master().equals(wanted.master())
        && options.settings().equals(wanted.settings())
        && options.jars().equals(wanted.jars())
        && options.checkpoints().equals(wanted.checkpoints());
  }

  private static SparkContext start(ClusterOptions options, Lanes lanes) {
    ClusterStart.checkAnswers(options.master());
    if (SparkSettings.isOurs(options.master())) {
      // What Spark starts in this process listens at the address that it takes for the machine's.
      Utils.setCustomHostname("127.0.0.1");
    }
    SparkContext started;
    try {
      started = new SparkContext(SparkSettings.of(options));
    } catch (RuntimeException e) {
      throw failure(options, e);
    }
    try {
      ClusterStart.awaitExecutor(started, lanes);
      return started;
    } catch (RuntimeException noExecutor) {
      started.stop();
      throw noExecutor;
    }
  }

  private static ClusterException failure(ClusterOptions options, Exception e) {
    return new ClusterException(
        "no Spark application at %s: %s".formatted(options.master(), e.getMessage()), e);
  }

  SparkContext spark() {
    return spark;
  }

  /** How many tasks of Spark's a layer should have at most: enough that no core waits for long. */
  int tasks() {
    return spark.conf().getBoolean("spark.dynamicAllocation.enabled", false)
        ? Integer.MAX_VALUE
        : TASKS_PER_CORE * Math.max(1, spark.defaultParallelism());
  }

  /** A number for a graph, which no other has; until it has ended, it counts as running. */
  long begin() {
    long graph = graphs.incrementAndGet();
    running.add(graph);
    return graph;
  }

  /** Notes that {@code graph} has ended. */
  void end(long graph) {
    running.remove(graph);
  }

  /** The folder for checkpoints of this application; null when none are to be made. */
  @Nullable Checkpoint checkpoints() {
    return checkpoints;
  }

  /** Deletes a checkpoint, unless the application has ended, which deletes all. */
  void delete(Checkpoint checkpoint) {
    if (!spark.isStopped()) {
      checkpoint.delete();
    }
  }

  /** Has executors delete what is in {@code shuffle}; does not wait. */
  void clean(ShuffleDependency<?, ?, ?> shuffle) {
    if (!spark.isStopped() && spark.cleaner().isDefined()) {
      spark.cleaner().get().doCleanupShuffle(shuffle.shuffleId(), false);
    }
  }

  /** The lowest number of a graph that is running. */
  long oldest() {
    return running.isEmpty() ? graphs.get() : running.first();
  }

  @Override
  public void close() {
    synchronized (SharedContext.class) {
      users--;
      if (users == 0) {
        current = null;
        if (checkpoints != null && !spark.isStopped()) {
          checkpoints.delete();
        }
        spark.stop();
      }
    }
  }
}
