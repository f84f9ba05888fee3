/**
 * Task graphs: what is to be computed, as data. Arrays and dataframes lower their plans to a {@link
 * dev.quern.engine.graph.LazyChunks} (a graph plus the keys that are wanted); a session culls,
 * fuses and orders it and hands it to an executor, which applies each {@link
 * dev.quern.engine.graph.Operator} to the chunks of its inputs.
 *
 * <pre>
 *   lowering --&gt; TaskGraphBuilder --&gt; LazyChunks --&gt; Culling --&gt; Fusion --&gt; Order --&gt; executor
 * </pre>
 *
 * <p>Inside a {@link dev.quern.engine.graph.TaskGraph} tasks are numbers from 0, inputs before the
 * tasks that read them; edges are primitive arrays. Keys matter only at the borders.
 */
@NullMarked
package dev.quern.engine.graph;

import org.jspecify.annotations.NullMarked;
