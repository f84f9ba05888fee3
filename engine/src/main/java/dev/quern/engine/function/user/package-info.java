/**
 * Functions that users write: Java lambdas as functions of a row, with no object per value in
 * between.
 */
@NullMarked
package dev.quern.engine.function.user;

import org.jspecify.annotations.NullMarked;
