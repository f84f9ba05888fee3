/**
 * Functions of lists, structs and maps, a vector at a time. The expression evaluator hands over the
 * vectors of the arguments and gets a new one. What merely picks among elements (slices, fields,
 * keys) shares them with its argument; nothing here makes an object per value.
 *
 * <p>{@link dev.quern.engine.nested.Lists} and {@link dev.quern.engine.nested.Structs} make the
 * expressions, checked.
 */
@NullMarked
package dev.quern.engine.nested;

import org.jspecify.annotations.NullMarked;
