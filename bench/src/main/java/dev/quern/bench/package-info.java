/**
 * Benchmarks: JMH for single kernels, and suites that time Quern beside other engines on the same
 * data. Input is what {@code bench.data} has generated or found; output are a table and JSON lines.
 */
@NullMarked
package dev.quern.bench;

import org.jspecify.annotations.NullMarked;
