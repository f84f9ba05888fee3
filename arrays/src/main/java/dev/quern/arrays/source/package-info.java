/**
 * Where the elements of an array come from when no other array gives them: constants, sequences,
 * random numbers, arrays of the Java heap, NumPy files. Each source computes or reads any region by
 * itself, so chunks of any grid are independent tasks; what it fills goes to blocks.
 */
@NullMarked
package dev.quern.arrays.source;

import org.jspecify.annotations.NullMarked;
