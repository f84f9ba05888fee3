/**
 * From an optimised plan to a task graph: which splits are read by which task, what is merged
 * where. The graph goes to the session.
 *
 * <p>A {@code Flow} is what a node has become: partitions, each with its source and steps, that are
 * made tasks where rows have to be together. {@code SortLowering}, {@code WindowLowering} and
 * {@code JoinLowering} cut them by keys and say how; joins of sorted sides go by {@code
 * MergeJoinLowering}, large parts of scattered ones by {@code SliceParts}.
 */
@NullMarked
package dev.quern.dataframes.lower;

import org.jspecify.annotations.NullMarked;
