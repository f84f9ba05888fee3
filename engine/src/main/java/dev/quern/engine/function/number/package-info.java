/**
 * Functions of numbers, and those of values of any type: the table is {@link
 * dev.quern.engine.function.number.NumberFunction}. What kernels do by vectors (arithmetic, roots,
 * exponentials) is not here but an expression of its own.
 */
@NullMarked
package dev.quern.engine.function.number;

import org.jspecify.annotations.NullMarked;
