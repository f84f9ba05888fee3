package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Strand;
import java.util.concurrent.RejectedExecutionException;

/**
 * A lane's share in admitting the root tasks of a run, those without inputs.
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

  private final transient GraphRun run;
  private int block;
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
    while (admitBlock()) {
      long end = run.nanoTime();
      adapt(end - now);
      now = end;
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

  private boolean admitBlock() {
    int rootsLeft = run.rootsLeft();
    if (rootsLeft <= 0) {
      return false;
    }
    int size = Math.min(block, Math.max(1, rootsLeft / (2 * run.lanes().width())));
    int from = run.takeRoots(size);
    int to = Math.min(from + size, run.rootCount());
    for (int root = from; root < to; root++) {
      run.follow(run.root(root));
      drain();
    }
    return from < to;
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
      run.lanes().start(new RootStrand(run, block));
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError goesOnHere) {
      return false;
    }
  }
}
