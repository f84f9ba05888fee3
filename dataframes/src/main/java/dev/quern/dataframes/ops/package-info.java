/**
 * The operators of frame tasks: records of data that run on the scheduler's workers, morsel by
 * morsel, and hand chunks to each other.
 */
@NullMarked
package dev.quern.dataframes.ops;

import org.jspecify.annotations.NullMarked;
