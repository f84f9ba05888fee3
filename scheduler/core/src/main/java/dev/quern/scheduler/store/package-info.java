/**
 * Where results live between the task that makes them and the tasks that read them. A run puts each
 * chunk into its {@link dev.quern.scheduler.store.ChunkStore} and tells it of every reader that is
 * done; the last one closes the chunk.
 */
@NullMarked
package dev.quern.scheduler.store;

import org.jspecify.annotations.NullMarked;
