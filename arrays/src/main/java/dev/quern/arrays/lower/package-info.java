/**
 * Makes task graphs of array plans: for each node one task per block, which reads the tasks of the
 * blocks that it needs. Optimised plans come from {@code arrays.optimize}; the graph goes to a
 * session. A block that a node only passes on has no task of its own.
 */
@NullMarked
package dev.quern.arrays.lower;

import org.jspecify.annotations.NullMarked;
