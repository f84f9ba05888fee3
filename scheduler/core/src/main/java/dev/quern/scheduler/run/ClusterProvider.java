package dev.quern.scheduler.run;

import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.lane.Lanes;

/**
 * Opens executors on clusters of some kind. Found by {@link java.util.ServiceLoader}: whoever has
 * the module of a cluster's engine on the class path can use it.
 */
public interface ClusterProvider {

  /** Whether {@code master} is the address of a cluster of this kind. */
  boolean accepts(String master);

  /**
   * Connects to a cluster, or starts one that is part of this process.
   *
   * @param options which cluster, and how it is used
   * @param lanes where those wait who wait for results
   * @param events told what happens to tasks
   * @throws dev.quern.engine.PlanException when there is an option that makes no sense
   * @throws dev.quern.engine.ClusterException when the cluster does not answer
   */
  Executor open(ClusterOptions options, Lanes lanes, Events events);
}
