/**
 * The kernels in plain Java: what runs without the incubator module, what the vector twins are
 * tested against, and what they call for the rows past their last whole vector. No thread, no
 * state, no native memory of its own; input and output are the segments of the call.
 *
 * <p>HotSpot turns simple loops over heap arrays into vector instructions, and those over native
 * segments not (two of them might overlap). So most loops here run over {@link
 * dev.quern.engine.kernel.scalar.Blocks}: some hundred rows, widened to {@code long} or {@code
 * double} in a small array, which also makes one loop do for all types.
 */
@NullMarked
package dev.quern.engine.kernel.scalar;

import org.jspecify.annotations.NullMarked;
