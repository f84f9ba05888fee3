/**
 * Lists and structs as byte strings that order and compare as they do, and back. Expressions put
 * these in the place of keys of groups, joins, sorts and windows, and of what is compared.
 */
@NullMarked
package dev.quern.engine.function.nested;

import org.jspecify.annotations.NullMarked;
