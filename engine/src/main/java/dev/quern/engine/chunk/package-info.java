/**
 * Chunks: the owned data of one partition, as tasks hand it to each other. A {@link
 * dev.quern.engine.chunk.Batch} is a run of rows in named {@link
 * dev.quern.engine.chunk.ColumnVector}s; a {@code Block} is a dense piece of an n-d array. Readers
 * in {@code io} and kernels make them; operators consume them; their memory belongs to the budget
 * they were allocated from and is freed by the last owner's {@code close}.
 */
@NullMarked
package dev.quern.engine.chunk;

import org.jspecify.annotations.NullMarked;
