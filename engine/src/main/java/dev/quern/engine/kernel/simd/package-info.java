/**
 * The kernels with the incubating Vector API, the only package that imports it; loaded by {@link
 * dev.quern.engine.kernel.Kernels} when the module is there. Input and output are the segments of
 * the call.
 *
 * <p>A kernel is one small static method per type and operation, because that is what HotSpot
 * compiles well: the operator is a constant in it, nothing is called in its loop, and it is short
 * enough to be compiled soon. Each does the whole vectors (or the whole 64-row words) and leaves
 * the rest of the rows to its scalar twin. What gains nothing from vectors is the scalar twin
 * itself.
 */
@NullMarked
package dev.quern.engine.kernel.simd;

import org.jspecify.annotations.NullMarked;
