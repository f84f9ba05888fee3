/**
 * Aggregates by group. {@link dev.quern.engine.agg.HashAggregator} takes batches in, asks a {@link
 * dev.quern.engine.key.KeyTable} for the group number of each row, and hands whole columns with
 * those numbers to one {@link dev.quern.engine.agg.GroupedState} per aggregate.
 *
 * <pre>
 *   batch ─> keys ─> KeyTable ─> Groups (a number per row)
 *        └─> inputs ───────────────┴──> GroupedState (an array with a slot per group)
 *
 *   partial()  keys + state columns  ─> exchange, spill, cluster ─>  merge()
 *   finish()   keys + results
 * </pre>
 *
 * <p>Nulls are left out, as in SQL. Groups come in order of first appearance; floats are added in
 * the order of the rows, and partial results in the order in which they are merged: so a fixed cut
 * of the data and a fixed merge tree give the same bits on any number of cores.
 *
 * <p>Quantiles, modes and functions of distinct values must have seen all values of a group: their
 * state is a {@code WordLog} of words that order as the values do, each with its group, which goes
 * to {@code WordFiles} by ranges of the words where memory is short; a {@code WordFold} makes the
 * result of a group's words when the group is whole.
 *
 * <p>States live in native memory: they count against the budget, kernels update them, and most
 * become the result's columns without a copy. Those of users' own {@link
 * dev.quern.engine.agg.Aggregator}s, and sketches, are objects ({@code ObjectState}), of which the
 * size is estimated, and which are bytes where they are handed on.
 */
@NullMarked
package dev.quern.engine.agg;

import org.jspecify.annotations.NullMarked;
