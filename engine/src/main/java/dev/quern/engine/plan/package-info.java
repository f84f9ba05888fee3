/**
 * Planning machinery that knows no frame and no array: a tree of {@link dev.quern.engine.plan.Plan}
 * nodes, {@link dev.quern.engine.plan.Rule}s that rewrite it, the {@link
 * dev.quern.engine.plan.Optimizer} that runs, times and verifies them, and {@link
 * dev.quern.engine.plan.Explain} that prints it. Plans come from the calls of user code; the
 * optimised plan goes to the lowering that makes a task graph of it.
 */
@NullMarked
package dev.quern.engine.plan;

import org.jspecify.annotations.NullMarked;
