/**
 * Sessions: lazy chunks come in from arrays, dataframes or delayed calls, are run on the local
 * cores, and the chunks go back to whoever submitted them.
 *
 * <pre>
 *   Lazy.compute            a frame, an array, a Delayed: its graph, and what is made of the chunks
 *   Session.submit          culls, fuses and orders the graph, opens a memory account for it
 *     run.Executor          the contract; local.LocalExecutor keeps it on this machine's cores
 *       lane.Lanes          who carries strands out: threads, the caller's one, or a simulator (sim)
 *       store.ChunkStore    holds results between the task that makes them and those that read them
 *       store.MemoryLedger  has results put aside on disk when memory is short
 *     run.Computation       where the caller waits, cancels and gets the outputs
 *   Tasks                   what programs import: delayed calls, futures (task), coordination (sync)
 *   actor, scope            what a program runs beside graphs, on the same workers
 *   isolate                 and in processes of its own
 *   event.Events            tells listeners and the flight recorder what happens, if anybody listens
 *   codec                   operators and chunks as bytes: how they leave the process
 *   capsule                 a failed task with its inputs in a file, to be run again alone
 * </pre>
 */
@NullMarked
package dev.quern.scheduler;

import org.jspecify.annotations.NullMarked;
