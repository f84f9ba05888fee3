package dev.quern.scheduler;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.ClusterOptions;
import dev.quern.scheduler.run.ClusterProvider;
import dev.quern.scheduler.run.Executor;
import java.util.ServiceLoader;

/** Finds who can open a cluster. */
final class Clusters {
  private Clusters() {}

  static Executor open(ClusterOptions options, Lanes lanes, Events events) {
    for (ClusterProvider provider : ServiceLoader.load(ClusterProvider.class)) {
      if (provider.accepts(options.master())) {
        return provider.open(options, lanes, events);
      }
    }
    throw new PlanException(
        "nothing on the class path can use the cluster '%s': add dev.quern:quern-spark for the addresses of Apache Spark"
            .formatted(options.master()));
  }
}
