package dev.quern.scheduler.event;

import dev.quern.engine.graph.Origin;

/**
 * What the tasks of one plan node have cost.
 *
 * @param origin the plan node
 * @param tasks how many of its tasks have ended
 * @param nanos the wall time spent in them, summed over workers
 */
public record NodeTime(Origin origin, long tasks, long nanos) {}
