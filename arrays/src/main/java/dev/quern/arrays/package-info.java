/**
 * Lazy n-dimensional arrays. {@link dev.quern.arrays.NDArrays} makes them out of numbers, files and
 * the chunks of frames; operations on {@link dev.quern.arrays.NDArray} build a plan; computing goes
 *
 * <pre>
 *   NDArray.compute    ArrayOptimizer.optimize(plan)      arrays.optimize   one rule a class
 *                      ArrayLowering.lower(best)          arrays.lower      a task graph over blocks
 *                      session.submit(graph).join()       scheduler
 *                      DenseArray                         the elements, in native memory
 * </pre>
 *
 * <p>{@code arrays.grid} holds all index arithmetic, {@code arrays.expr} evaluates elementwise
 * expressions tile by tile, {@code arrays.reduce} reduces axes, {@code arrays.ops} holds the
 * operators that tasks run.
 */
@NullMarked
package dev.quern.arrays;

import org.jspecify.annotations.NullMarked;
