/**
 * How a graph is cut for a cluster. An optimised {@link dev.quern.engine.graph.LazyChunks} comes
 * in; {@link dev.quern.scheduler.spark.layer.Layering} makes {@link
 * dev.quern.scheduler.spark.layer.Layer}s of {@link dev.quern.scheduler.spark.layer.TaskUnit}s of
 * it, which say what is carried out together and what travels between. Knows nothing of the
 * cluster's engine, and runs nothing.
 */
@NullMarked
package dev.quern.scheduler.spark.layer;

import org.jspecify.annotations.NullMarked;
