/**
 * A standalone Spark cluster on this machine: a master and workers as processes of their own at the
 * loopback address, for trials, tests and benchmarks.
 */
@NullMarked
package dev.quern.scheduler.spark.standalone;

import org.jspecify.annotations.NullMarked;
