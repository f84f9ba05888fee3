/**
 * JMH benchmarks of single kernels, one class a family: nanoseconds a row of each tier, with the
 * machine's own limits beside them. Columns are made at random in native memory; nothing is read or
 * kept.
 */
@NullMarked
package dev.quern.bench.kernel;

import org.jspecify.annotations.NullMarked;
