/**
 * Logical types and schemas: what a value means, apart from how it is stored. Everything here is an
 * immutable value without any data; it comes from files and from user code and is carried by every
 * plan node, expression and chunk.
 */
@NullMarked
package dev.quern.engine.type;

import org.jspecify.annotations.NullMarked;
