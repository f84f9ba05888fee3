/**
 * Shapes and how arrays are cut into chunks: all index arithmetic of this module, as immutable
 * values. Plans carry them, lowering asks them which blocks meet, operators never see them.
 */
@NullMarked
package dev.quern.arrays.grid;

import org.jspecify.annotations.NullMarked;
