/**
 * Layers of a graph as Spark sees them. The driver makes a {@link
 * dev.quern.scheduler.spark.rdd.LayerRdd} of each layer, joined by the shuffles of {@link
 * dev.quern.scheduler.spark.rdd.Shuffles}; executors carry out the units of each {@link
 * dev.quern.scheduler.spark.rdd.Bundle}, which is a partition, and tell the driver in {@link
 * dev.quern.scheduler.spark.rdd.UnitReport}s what it has cost or why it failed. {@link
 * dev.quern.scheduler.spark.rdd.WorkerPlugin} opens and closes what an executor has.
 */
@NullMarked
package dev.quern.scheduler.spark.rdd;

import org.jspecify.annotations.NullMarked;
