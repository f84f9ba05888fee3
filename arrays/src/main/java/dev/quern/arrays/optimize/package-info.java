/**
 * Rewrites of array plans that keep their meaning: plans come from {@code NDArray}, and go on to
 * {@code arrays.lower}. One rule is one class; {@link
 * dev.quern.arrays.optimize.ArrayOptimizer#standard} lists them all.
 */
@NullMarked
package dev.quern.arrays.optimize;

import org.jspecify.annotations.NullMarked;
