package dev.quern.scheduler.event;

import dev.quern.engine.graph.Origin;

/**
 * What the tasks of one plan node have cost.
 *
 * @param origin the plan node
 * @param tasks how many of its tasks have ended
 * @param nanos the wall time spent in them, summed over workers
 * @param bytes native memory that their results kept, summed
 * @param spilledBytes what they put aside on disk, summed
 */
public record NodeTime(Origin origin, long tasks, long nanos, long bytes, long spilledBytes) {

  /** The costs of one plan node in two runs together. */
  public NodeTime plus(NodeTime other) {
    return new NodeTime(
        origin,
        tasks + other.tasks,
        nanos + other.nanos,
        bytes + other.bytes,
        spilledBytes + other.spilledBytes);
  }
}
