/**
 * Sorting of batches. {@link dev.quern.engine.sort.RowSorter} orders the rows of one batch, {@link
 * dev.quern.engine.sort.MergeSorted} merges batches that are sorted already, {@link
 * dev.quern.engine.sort.TopK} keeps the first rows of a stream of batches, {@link
 * dev.quern.engine.sort.GroupTopK} those of each group.
 *
 * <pre>
 *   partition ─> RowSorter ─> sorted run ─┐
 *   partition ─> RowSorter ─> sorted run ─┴─> MergeSorted ─> batches of bounded size
 * </pre>
 *
 * <p>All are stable: rows with equal keys stay in the order in which they came. NaN is greater than
 * everything and equal to itself, -0.0 equals 0.0, strings are ordered by unsigned bytes, false
 * comes before true, and each key says where its nulls go.
 */
@NullMarked
package dev.quern.engine.sort;

import org.jspecify.annotations.NullMarked;
