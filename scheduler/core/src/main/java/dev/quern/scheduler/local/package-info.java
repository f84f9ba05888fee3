/**
 * The executor for the cores of this machine. A {@link dev.quern.scheduler.run.Submission} comes in
 * and becomes a {@link dev.quern.scheduler.local.GraphRun}, which the threads of a {@link
 * dev.quern.scheduler.lane.Lanes} carry out in {@link dev.quern.scheduler.lane.Strand}s; chunks
 * pass from task to task through a store, and the outputs go back through the computation.
 *
 * <pre>
 *   LocalExecutor.submit --&gt; GraphRun.start --&gt; RootStrand on each lane
 *                                                 takes root tasks block by block; for each:
 *                              GraphRun.follow:   task --&gt; one successor it made ready --&gt; ...
 *                                                   \--&gt; the others are forked as ChainStrands
 * </pre>
 */
@NullMarked
package dev.quern.scheduler.local;

import org.jspecify.annotations.NullMarked;
