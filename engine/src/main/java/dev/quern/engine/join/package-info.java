/**
 * Joins. {@link dev.quern.engine.join.JoinTable} holds the build side: its rows as one batch, a
 * {@link dev.quern.engine.key.KeyTable} of their keys, or {@link dev.quern.engine.key.DenseKeys}
 * where a single integer is dense, and for each key the rows that have it. An {@link
 * dev.quern.engine.join.UnfilledTable} of many rows may be filled by several threads. Any number of
 * threads then read it, each through a {@link dev.quern.engine.join.JoinProbe} of its own, which
 * turns probe batches into pairs of row numbers, in chunks of bounded size; {@link
 * dev.quern.engine.join.JoinGather} makes batches of them.
 *
 * <pre>
 *   build batches ─> JoinTable ─┐
 *   probe batch ──> JoinProbe ──┴─> (probe row, build row) ... ─> JoinGather ─> batches
 * </pre>
 *
 * <p>A condition beside the keys is tested for each pair ({@code ConditionalProbe}). One that
 * compares by less or greater gives the table a {@code RangeIndex}, in which the rows of a key are
 * sorted by what is compared, and a {@code RangeProbe} finds the pairs to test there; else every
 * row meets every row of its key, and without keys every row.
 *
 * <p>What a table's keys rule out ({@code KeyRange}) is told to the scan of the probe side, which
 * leaves out pieces of files by it.
 *
 * <p>A build side that exceeds the memory is scattered to parts by a {@code KeyScatter}, and so is
 * the probe side; a {@code PartJoin} joins one part, block by block of its build rows, and {@code
 * JoinedRows} puts what the parts gave back into order. Where probe rows without a partner are
 * dropped, a {@link dev.quern.engine.join.KeyFilter} of the build side's keys drops most of them
 * before they are scattered.
 *
 * <p>Where both sides are sorted by the keys there is no table: a {@code MergeJoin} reads them once
 * from the first row to the last.
 *
 * <p>A null in a key never matches, as in SQL. The order of the result is that of the probe rows,
 * and for each of them that of the build rows.
 */
@NullMarked
package dev.quern.engine.join;

import org.jspecify.annotations.NullMarked;
