/**
 * Group-by in parts, for many groups or little memory. Tasks of a graph carry it out:
 *
 * <pre>
 *   rows of a split ─> {@link dev.quern.engine.agg.radix.PartialGroups} ─> GroupParts    a task a split
 *   8 GroupParts    ─> {@link dev.quern.engine.agg.radix.GroupParts#gather} ─> GroupParts    a tree
 *   all GroupParts  ─> {@link dev.quern.engine.agg.radix.GroupMerge} part p ─> GroupRuns     a task a part
 *   all GroupRuns   ─> {@link dev.quern.engine.agg.radix.GroupOrder} range j ─> rows         a task a range
 * </pre>
 *
 * <p>Few groups stay one batch that the tree merges and the task of part 0 finishes; the other
 * tasks then have nothing to do. Many groups are ordered by the high bits of their keys' hashes,
 * and each part is merged on its own, in tables that fit into the cache. A group's place in the
 * order of first appearance goes along as its ordinal; the last step puts the rows back into that
 * order.
 *
 * <p>What has no room in memory goes to the task's {@link dev.quern.engine.spill.SpillSpace}. The
 * result does not depend on it, to the last bit: how a partial is cut depends on its data alone,
 * and the states of one group are merged in the order of the data, whichever way they took.
 */
@NullMarked
package dev.quern.engine.agg.radix;

import org.jspecify.annotations.NullMarked;
