/**
 * Reductions of axes: sums, extremes, moments and positions of the elements that fall together when
 * some axes vanish.
 *
 * <pre>
 *   block, tile by tile  -&gt;  ReduceWalk  -&gt;  CellReducer        one state per block
 *   states of blocks     -&gt;  CellReducer.merge                   a tree of fixed shape
 *   last state           -&gt;  Reduction.finish                    the result's block
 * </pre>
 *
 * <p>A state is a block of INT64 or FLOAT64 with one or more slots for each cell of the result, so
 * it travels as any other chunk. States merge in an order that the grid alone decides.
 */
@NullMarked
package dev.quern.arrays.reduce;

import org.jspecify.annotations.NullMarked;
