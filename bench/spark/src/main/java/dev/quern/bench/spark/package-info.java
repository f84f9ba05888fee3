/**
 * Suites on a Spark cluster, which is started for them on this machine: Quern's graphs beside Spark
 * SQL, over the same files of {@code bench.data}. Both are applications of the same master and
 * workers, with executors of the same size; Spark SQL has a driver process of its own, which is
 * asked as every peer is. They hand cases to {@code bench.harness}.
 */
@NullMarked
package dev.quern.bench.spark;

import org.jspecify.annotations.NullMarked;
