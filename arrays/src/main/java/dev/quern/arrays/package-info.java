/**
 * Lazy n-dimensional arrays: operations build a plan, {@code compute()} lowers it to a task graph
 * and a session runs that.
 */
@NullMarked
package dev.quern.arrays;

import org.jspecify.annotations.NullMarked;
