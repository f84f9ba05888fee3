/**
 * Results in files that outlive the executors that made them. {@link
 * dev.quern.scheduler.spark.checkpoint.Checkpoint} writes the bytes of a result, as they go from
 * executor to executor, into a folder of any file system that Hadoop knows; {@link
 * dev.quern.scheduler.spark.checkpoint.ReadCheckpoint} makes the result of them again when it was
 * lost.
 */
@NullMarked
package dev.quern.scheduler.spark.checkpoint;

import org.jspecify.annotations.NullMarked;
