/**
 * What happens in a worker process of a cluster. A {@link
 * dev.quern.scheduler.spark.worker.UnitCode} says which operators to apply, an {@link
 * dev.quern.scheduler.spark.worker.Exchange} brings what other units made; {@link
 * dev.quern.scheduler.spark.worker.UnitRun} applies them with the executor that sessions have on
 * one machine, out of the memory of the process's {@link
 * dev.quern.scheduler.spark.worker.WorkerNode}, and hands out a chunk, which {@link
 * dev.quern.scheduler.spark.worker.ResultStream} writes. Knows nothing of the cluster's engine.
 */
@NullMarked
package dev.quern.scheduler.spark.worker;

import org.jspecify.annotations.NullMarked;
