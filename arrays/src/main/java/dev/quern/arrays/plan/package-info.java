/**
 * What a user's calls asked for: a graph of immutable nodes, each with its shape, type, grid and
 * the line of user code that made it. {@code NDArray} builds it, checking shapes and types at the
 * call; {@code arrays.optimize} rewrites it; {@code arrays.lower} makes tasks of it.
 */
@NullMarked
package dev.quern.arrays.plan;

import org.jspecify.annotations.NullMarked;
