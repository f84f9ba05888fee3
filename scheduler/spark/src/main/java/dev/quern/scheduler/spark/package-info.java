/**
 * Graphs on Apache Spark. A session hands its optimised graphs to the {@link
 * dev.quern.scheduler.run.Executor} that {@link dev.quern.scheduler.spark.SparkProvider} opens;
 * that cuts them into layers ({@code layer}), makes an RDD of each ({@code rdd}), and has Spark run
 * them. Executors carry the units of a layer out ({@code worker}), as a session on one machine
 * would; results come back as bytes and become chunks in the session's memory. Nobody outside of
 * here sees a class of Spark's.
 */
@NullMarked
package dev.quern.scheduler.spark;

import org.jspecify.annotations.NullMarked;
