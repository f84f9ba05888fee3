package dev.quern.scheduler.spark;

import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.ClusterOptions;
import dev.quern.scheduler.run.ClusterProvider;
import dev.quern.scheduler.run.Executor;
import java.util.regex.Pattern;

/** Opens executors on the clusters that Apache Spark knows how to use. */
public final class SparkProvider implements ClusterProvider {
  private static final Pattern MASTER =
      Pattern.compile("spark://.+|k8s://.+|yarn|local(-cluster)?(\\[.*])?");

  /** For {@link java.util.ServiceLoader}. */
  public SparkProvider() {}

  /**
   * {@inheritDoc} Those are {@code spark://...}, {@code k8s://...}, {@code yarn}, and the local
   * ones.
   */
  @Override
  public boolean accepts(String master) {
    return MASTER.matcher(master).matches();
  }

  @Override
  public Executor open(ClusterOptions options, Lanes lanes, Events events) {
    return new SparkExecutor(SharedContext.acquire(options, lanes), lanes, events);
  }
}
