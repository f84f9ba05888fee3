/**
 * The rewrites of frame plans, one rule a class, listed once in {@code FrameOptimizer}. Plans come
 * in from {@code DataFrame.collect} and go out to {@code lower}. {@code Estimates} says how many
 * rows a node gives, and whether that is a guess; {@code StageCuts} which guesses are found out, by
 * {@code StagedPlan}, before the rest is optimised again.
 */
@NullMarked
package dev.quern.dataframes.optimize;

import org.jspecify.annotations.NullMarked;
