/**
 * Elementwise expressions: what is computed for each element of an array from the elements of some
 * inputs at the same place. Plans hold them as trees; operators run them over the blocks of one
 * chunk, tile by tile, so that nothing between two steps is ever as large as a block.
 *
 * <pre>
 *   a * b + c      ArrayExpr   -&gt;   TileProgram   -&gt;   TileEvaluator
 *                  a tree           steps in order     one kernel call per step and tile of 8192
 * </pre>
 */
@NullMarked
package dev.quern.arrays.expr;

import org.jspecify.annotations.NullMarked;
