/**
 * Sessions: lazy chunks come in from arrays, dataframes or tasks, are run on the local cores, and
 * the chunks go back to whoever submitted them.
 *
 * <pre>
 *   Session.submit          culls, fuses and orders the graph, opens a memory account for it
 *     run.Executor          the contract; local.LocalExecutor keeps it on this machine's cores
 *       store.ChunkStore    holds results between the task that makes them and those that read them
 *     run.Computation       where the caller waits, cancels and gets the outputs
 *   actor, scope            what a program runs beside graphs, on the same workers
 *   isolate                 and in processes of its own
 *   event.GraphListener     is told what happens, if somebody listens
 * </pre>
 */
@NullMarked
package dev.quern.scheduler;

import org.jspecify.annotations.NullMarked;
