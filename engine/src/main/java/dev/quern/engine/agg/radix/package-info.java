/**
 * Group-by in parts, for many groups or little memory. Tasks of a graph carry it out:
 *
 * <pre>
 *   rows of a split ─> {@link dev.quern.engine.agg.radix.PartialGroups} ─> GroupParts    a task a split
 *   8 GroupParts    ─> {@link dev.quern.engine.agg.radix.GroupParts#gather} ─> GroupParts    a tree
 *   all GroupParts  ─> {@link dev.quern.engine.agg.radix.GroupMerge} ─> groups           16 tasks at most
 * </pre>
 *
 * <p>Few groups stay one batch that the tree merges and the first task finishes; the other tasks
 * then have nothing to do. Many groups are ordered by the high bits of their keys' hashes, and each
 * bucket is merged on its own, in a table that fits into the cache. The result has the groups in
 * the order of the buckets, and those of a bucket as they first appear.
 *
 * <p>What has no room in memory goes to the task's {@link dev.quern.engine.spill.SpillSpace},
 * bucket by bucket in one file ({@code DiskPiece}); a {@code BucketReader} takes each bucket out of
 * memory and files by itself. The result does not depend on it, to the last bit: how a partial is
 * cut depends on its data alone, and the states of one group are merged in the order of the data,
 * whichever way they took.
 */
@NullMarked
package dev.quern.engine.agg.radix;

import org.jspecify.annotations.NullMarked;
