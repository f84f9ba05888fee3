/**
 * The rewrites of frame plans, one rule a class, listed once in {@code FrameOptimizer}. Plans come
 * in from {@code DataFrame.collect} and go out to {@code lower}.
 */
@NullMarked
package dev.quern.dataframes.optimize;

import org.jspecify.annotations.NullMarked;
