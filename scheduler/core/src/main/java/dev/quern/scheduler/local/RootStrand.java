package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Strand;
import dev.quern.scheduler.lane.Work;
import dev.quern.scheduler.store.RootGate;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
 * the cursor is worth, and shrinks to a single root when roots are slow. When the lane waits, or
 * leaves for a more urgent run, another strand takes over what is left of the block and admits
 * roots in the place of this one.
 */
final class RootStrand extends Strand {
  private static final VarHandle REST;
  private static final long BLOCK_NANOS = 50_000;
  private static final int LARGEST_BLOCK = 1024;
  /* After that long the lane goes to the end of the queue, where other computations wait. */
  private static final long SLICE_NANOS = 2_000_000;

  /* So many roots are let in before the gate is looked at again. */
  private static final int GLANCE = 16;

  private static final long NOTHING = 0;
  private static final long ONE = 1L << Integer.SIZE;

  static {
    try {
      REST = MethodHandles.lookup().findVarHandle(RootStrand.class, "rest", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final transient GraphRun run;
  private int block;
  private boolean helping;

  /** Whether another strand admits roots in the place of this one, which waited. */
  private volatile boolean replaced;

  /** The roots of the block that are not begun: the position of the first, and behind the last. */
  @SuppressWarnings("unused") // by its handle
  private volatile long rest;

  RootStrand(GraphRun run, int block) {
    this(run, block, NOTHING);
  }

  private RootStrand(GraphRun run, int block, long rest) {
    super(run.lanes(), run.computation());
    this.run = run;
    this.block = block;
    REST.set(this, rest);
  }

  @Override
  protected void work() {
    long start = run.nanoTime();
    long now = start;
    while (admit()) {
      long end = run.nanoTime();
      adapt(end - now);
      now = end;
      boolean leaves = run.givesWay() || (!helping && now - start > SLICE_NANOS);
      if (leaves && passOn(block)) {
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

  @Override
  protected void handOver() {
    if (!replaced && (hasRest() || run.rootsLeft() > 0) && passOn(1)) {
      replaced = true;
    }
  }

  private boolean admit() {
    if (replaced && !hasRest()) {
      return false;
    }
    RootGate gate = helping ? null : run.gate();
    if (gate == null) {
      run.giveUpTurn();
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
    if (!hasRest() && !claimBlock()) {
      return false;
    }
    visitBlock(gate);
    return true;
  }

  /* Called by whoever gave memory back. */
  private void resume() {
    try {
      startNext(block);
    } catch (RejectedExecutionException | OutOfMemoryError lost) {
      run.computation().abandon(lost);
    }
  }

  private boolean hasRest() {
    return isSome((long) REST.getAcquire(this));
  }

  private static boolean isSome(long roots) {
    return (int) (roots >>> Integer.SIZE) < (int) roots;
  }

  private boolean claimBlock() {
    int rootsLeft = run.rootsLeft();
    if (rootsLeft <= 0) {
      return false;
    }
    int size = Math.min(block, Math.max(1, rootsLeft / (2 * run.lanes().width())));
    int from = run.takeRoots(size);
    int to = Math.min(from + size, run.rootCount());
    if (from >= to) {
      return false;
    }
    REST.setRelease(this, ONE * from + to);
    return true;
  }

  private void visitBlock(@Nullable RootGate gate) {
    int unnoted = 0;
    int position = nextOfBlock();
    while (position >= 0) {
      unnoted = run.follow(run.root(position), unnoted);
      boolean forked = run.lanes().hasForked();
      if (forked || unnoted >= GraphRun.LARGEST_BATCH) {
        run.note(unnoted);
        unnoted = 0;
      }
      if (forked) {
        // After the visits were noted: what it carries out may wait for the end of this run.
        drain();
      }
      boolean full = gate != null && (position + 1) % GLANCE == 0 && gate.isFull();
      position = full || run.givesWay() ? -1 : nextOfBlock();
    }
    run.note(unnoted);
  }

  private int nextOfBlock() {
    long current = (long) REST.getAcquire(this);
    while (isSome(current)) {
      long seen = (long) REST.compareAndExchange(this, current, current + ONE);
      if (seen == current) {
        return (int) (current >>> Integer.SIZE);
      }
      current = seen;
    }
    return -1;
  }

  private void drain() {
    Work only = helping || isAhead() ? run.computation() : null;
    while (!run.givesWay() && run.lanes().runForked(only)) {
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

  private boolean passOn(int size) {
    try {
      startNext(size);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError goesOnHere) {
      return false;
    }
  }

  /* Queues a strand that goes on with the rest of the block, and then takes blocks of `size`. */
  private void startNext(int size) {
    long passed = (long) REST.getAndSet(this, NOTHING);
    try {
      run.lanes().start(new RootStrand(run, size, passed));
    } catch (RejectedExecutionException | OutOfMemoryError notStarted) {
      if (!REST.compareAndSet(this, NOTHING, passed)) {
        run.computation().abandon(notStarted);
      }
      throw notStarted;
    }
  }
}
