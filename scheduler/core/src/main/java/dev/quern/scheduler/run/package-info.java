/**
 * The contract between sessions and executors. A session hands an {@link
 * dev.quern.scheduler.run.Executor} a {@link dev.quern.scheduler.run.Submission} (lazy chunks, the
 * memory account, who listens) and gets a {@link dev.quern.scheduler.run.Computation} back, through
 * which the chunks return to whoever asked for them.
 */
@NullMarked
package dev.quern.scheduler.run;

import org.jspecify.annotations.NullMarked;
