/**
 * How suites are timed: Quern and its peers in turn, answers compared, a table and JSON lines
 * written. Knows no engine, Quern included: what is timed comes from {@code bench.suite} as {@link
 * dev.quern.bench.harness.Contender}s.
 */
@NullMarked
package dev.quern.bench.harness;

import org.jspecify.annotations.NullMarked;
