/**
 * Functions of text: the table is {@link dev.quern.engine.function.text.TextFunction}; the other
 * classes are what its entries do, a family each, on UTF-8 bytes that a {@link
 * dev.quern.engine.function.Row} hands over.
 */
@NullMarked
package dev.quern.engine.function.text;

import org.jspecify.annotations.NullMarked;
