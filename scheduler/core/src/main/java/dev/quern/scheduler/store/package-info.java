/**
 * Where results live between the task that makes them and the tasks that read them. A run puts each
 * chunk into its {@link dev.quern.scheduler.store.ChunkStore} and tells it of every reader that is
 * done; the last one closes the chunk.
 *
 * <pre>
 *   ChunkStore.put -&gt; Result         stands in the slot of a chunk that is worth putting aside
 *     MemoryLedger                   what the session holds; chooses what is needed last
 *       Result.spill -&gt; SpillFiles   files in a private folder, counted by a DiskBudget
 *   ChunkStore.pin  -&gt; Result        read back when it is on disk; pinned as long as it is read
 *   RootGate                         where root tasks wait while memory is short
 * </pre>
 */
@NullMarked
package dev.quern.scheduler.store;

import org.jspecify.annotations.NullMarked;
