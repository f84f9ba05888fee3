/**
 * The suites of {@code bench/run}, one class each: what Quern does and what its peers do on the
 * data of {@code bench.data}. They hand cases to {@code bench.harness}.
 */
@NullMarked
package dev.quern.bench.suite;

import org.jspecify.annotations.NullMarked;
