/**
 * Quern's engine: the vocabulary, the memory, the kernels and the file formats that every other
 * module stands on. It starts no thread and opens no socket.
 *
 * <p>The way of the data: {@code io} reads files into {@code chunk}s (Arrow layout, in native
 * memory handed out by {@code memory}); {@code expr} and {@code agg} run {@code kernel}s over them;
 * {@code graph} describes which operator is applied to which chunks. The scheduler runs that graph;
 * this module only says what is to be done.
 *
 * <p>This package itself holds what everyone may throw: the sealed family below {@link
 * dev.quern.engine.QuernException}, and {@link dev.quern.engine.SourceLine}, the user's line that
 * errors and plans show.
 */
@NullMarked
package dev.quern.engine;

import org.jspecify.annotations.NullMarked;
