/**
 * Lazy dataframes: {@link dev.quern.dataframes.Frames} reads files and names columns, {@link
 * dev.quern.dataframes.DataFrame} transforms, and {@code collect}, {@code show}, {@code count} or
 * {@code write...} runs.
 *
 * <p>The way of the data: each call makes a node of {@code plan}; {@code collect} has {@code
 * optimize} rewrite the plan and {@code lower} turn it into a task graph of {@code ops}, which the
 * session of {@code dev.quern.scheduler} runs, in several stages where sizes cannot be told before;
 * the chunks that come back are a {@link dev.quern.dataframes.Table}.
 *
 * <p>The verbs of {@code DataFrame} and the functions of {@code Frames} stand in chains of sealed
 * classes, each about one thing, which the two inherit: {@code JoinVerbs}, {@code SetVerbs}, {@code
 * SummaryVerbs}; {@code FrameSources}, {@code Aggregates}, {@code SeriesFunctions}. Verbs that need
 * more than a node, as aggregates within expressions, computed sort keys and null-safe joins do,
 * have their nodes made by {@code AggregatePlans}, {@code SortPlans}, {@code NullSafeJoins} and
 * {@code GroupingSets}.
 */
@NullMarked
package dev.quern.dataframes;

import org.jspecify.annotations.NullMarked;
