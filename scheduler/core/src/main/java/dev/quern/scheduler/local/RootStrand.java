package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Strand;
import dev.quern.scheduler.store.RootGate;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A lane's share in admitting the root tasks of a run, those without inputs.
 *
 * <p>While memory is short a lane leaves off until some was given back: it asks a {@link RootGate}
 * before each block, and again within it.
 *
 * <p>Roots are admitted in static order, in blocks of neighbours that all lanes take from one
 * cursor. A lane finishes what a root has made ready and nobody has stolen before it admits the
 * next, so producers do not outrun consumers. A block grows while it takes less time than reading
 * the cursor is worth, and shrinks to a single root when roots are slow: nobody can steal from a
 * block.
 */
final class RootStrand extends Strand {
  private static final long BLOCK_NANOS = 50_000;
  private static final int LARGEST_BLOCK = 1024;
  /* After that long the lane goes to the end of the queue, where other computations wait. */
  private static final long SLICE_NANOS = 2_000_000;

  /* So many roots are let in before the gate is looked at again. */
  private static final int GLANCE = 16;

  private final transient GraphRun run;
  private int block;
  /* The roots taken from the cursor and not yet visited. */
  private int next;
  private int end;
  private boolean helping;

  RootStrand(GraphRun run, int block) {
    super(run.lanes(), run.computation());
    this.run = run;
    this.block = block;
  }

  @Override
  protected void work() {
    long start = run.nanoTime();
    long now = start;
    while (admit()) {
      long then = run.nanoTime();
      adapt(then - now);
      now = then;
      if (!helping && now - start > SLICE_NANOS && queueAgain()) {
        return;
      }
    }
  }

  /**
   * Does all it can for the run from within a task that waits for it, and nothing for other runs.
   */
  void help() {
    helping = true;
    carryOut();
  }

  private boolean admit() {
    RootGate gate = helping ? null : run.gate();
    if (gate == null) {
      return admitBlock(null);
    }
    if (!gate.enter(this::resume)) {
      return false;
    }
    try {
      return admitBlock(gate);
    } finally {
      gate.leave();
    }
  }

  private boolean admitBlock(@Nullable RootGate gate) {
    if (next == end && !takeBlock()) {
      return false;
    }
    while (next < end) {
      int root = run.root(next++);
      run.follow(root);
      drain();
      if (gate != null && next % GLANCE == 0 && gate.isFull()) {
        return true;
      }
    }
    return true;
  }

  private boolean takeBlock() {
    int rootsLeft = run.rootsLeft();
    if (rootsLeft <= 0) {
      return false;
    }
    int size = Math.min(block, Math.max(1, rootsLeft / (2 * run.lanes().width())));
    next = run.takeRoots(size);
    end = Math.max(next, Math.min(next + size, run.rootCount()));
    return next < end;
  }

  /* Called by whoever gave memory back. */
  private void resume() {
    try {
      run.lanes().start(rest());
    } catch (RejectedExecutionException | OutOfMemoryError lost) {
      run.computation().abandon(lost);
    }
  }

  private RootStrand rest() {
    RootStrand rest = new RootStrand(run, block);
    rest.next = next;
    rest.end = end;
    return rest;
  }

  private void drain() {
    while (run.lanes().runForked(helping ? run.computation() : null)) {
      // the work is in the condition
    }
  }

  private void adapt(long nanos) {
    if (nanos < BLOCK_NANOS / 2) {
      block = Math.min(2 * block, LARGEST_BLOCK);
    } else if (nanos > BLOCK_NANOS) {
      block = Math.max(1, block / 2);
    }
  }

  private boolean queueAgain() {
    try {
      run.lanes().start(rest());
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError goesOnHere) {
      return false;
    }
  }
}
