/**
 * Benchmarks: JMH for single kernels, and suites that time Quern beside other engines on the same
 * data.
 */
@NullMarked
package dev.quern.bench;

import org.jspecify.annotations.NullMarked;
