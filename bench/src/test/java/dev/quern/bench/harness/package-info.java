/** Tests of how suites are timed and reported. */
@NullMarked
package dev.quern.bench.harness;

import org.jspecify.annotations.NullMarked;
