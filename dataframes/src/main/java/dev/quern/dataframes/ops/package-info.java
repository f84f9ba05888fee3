/**
 * The operators of frame tasks: records of data that run on the scheduler's workers, morsel by
 * morsel, and hand chunks to each other. {@code Pipeline} is the one that most rows go through:
 * from a source, which {@code JoinedKeys} tells what the tables of joins rule out, through steps to
 * a sink.
 */
@NullMarked
package dev.quern.dataframes.ops;

import org.jspecify.annotations.NullMarked;
