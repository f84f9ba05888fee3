/**
 * Functions of one row: what a function takes and gives ({@link
 * dev.quern.engine.function.ScalarFunction}, {@link dev.quern.engine.function.Signature}), and the
 * loop that calls it for the rows of a morsel ({@link dev.quern.engine.function.RowLoop}).
 *
 * <p>The expression evaluator hands over the vectors of the arguments and gets the vector of the
 * results. In between, a function sees a cursor on the current row and writes into a result that is
 * used again for every row: there is no object per value. The functions themselves are tables in
 * the packages below this one, by what they work on.
 */
@NullMarked
package dev.quern.engine.function;

import org.jspecify.annotations.NullMarked;
