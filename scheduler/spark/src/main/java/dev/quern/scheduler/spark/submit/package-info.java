/**
 * Programs that are submitted to a cluster: a jar is run on this machine, in a session whose graphs
 * and tasks run on the cluster, which is sent the jar and Quern's own.
 */
@NullMarked
package dev.quern.scheduler.spark.submit;

import org.jspecify.annotations.NullMarked;
