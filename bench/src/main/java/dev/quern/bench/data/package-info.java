/**
 * The data that suites run on: generated once from public definitions into a folder that git
 * ignores, and real flights that come with the examples.
 */
@NullMarked
package dev.quern.bench.data;

import org.jspecify.annotations.NullMarked;
