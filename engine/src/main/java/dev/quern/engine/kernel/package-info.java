/**
 * The loops that do the work: one interface per family of kernels, a plain Java twin of each in
 * {@code kernel.scalar} and a Vector API one in {@code kernel.simd}; {@link
 * dev.quern.engine.kernel.Kernels} chooses once per process.
 *
 * <p>Kernels know no column, type or expression. They see native memory segments, a row count and
 * primitives, and are called by the expression evaluator, the aggregate states and the operators,
 * once per morsel of some thousand rows; what they write goes back to the caller's segments.
 *
 * <h2>The contract that all kernels share</h2>
 *
 * <ul>
 *   <li><b>Segments</b> are native and little endian, never on the heap: a heap segment in a vector
 *       kernel is hundreds of times slower and spoils the compiled code for everyone after. Any
 *       start address is right, 64-byte aligned ones are fastest.
 *   <li><b>Values</b>: a segment of values holds at least {@code n} slots, and not more than {@code
 *       n} slots are read or written (kernels that say they need more room say so).
 *   <li><b>Bitmaps</b> start at bit 0, least significant bit first, 1 is true or valid, and hold a
 *       whole number of 8-byte words, {@link Bitmaps#byteSize}. Bits past {@code n} may be anything
 *       in an input; in an output they are written as 0.
 *   <li><b>Validity</b> is a bitmap or {@link Bitmaps#ALL_VALID}. Values in null slots may be
 *       anything; kernels compute them all the same and report no error for them.
 *   <li><b>Errors in values</b> (overflow, a value that does not fit) are not thrown: the kernel
 *       returns the first valid row at fault or {@link Kernels#NONE}, and the caller, who knows the
 *       column and the source line, raises them. The output is unspecified then.
 *   <li><b>Aliasing</b>: an output may be the very segment of an input of the same width, and must
 *       not overlap one otherwise.
 *   <li><b>Bounds</b>: an access outside a segment throws {@link IndexOutOfBoundsException}, so a
 *       wrong count or index ends in an error and never in foreign memory.
 *   <li><b>Floats</b> are ordered totally: NaN equals NaN and is greater than everything, -0.0
 *       equals 0.0. Comparison, min, max, sort, grouping and joins all agree on it.
 * </ul>
 */
@NullMarked
package dev.quern.engine.kernel;

import org.jspecify.annotations.NullMarked;
