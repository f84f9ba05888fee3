package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Strand;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ready tasks that are known to be tiny, and what follows from each: one strand, so that forking
 * does not cost more than the work. What is not begun when the lane waits goes to another strand.
 */
final class SiblingsStrand extends Strand {
  private final transient GraphRun run;
  private final int[] tasks;
  private final int from;

  /** How many are not begun: the tasks are stacked, the first on top. */
  private final transient AtomicInteger left;

  /** No siblings yet, room for {@code most}, forked by lane {@code from}. */
  SiblingsStrand(GraphRun run, int most, int from) {
    this(run, new int[most], 0, from);
  }

  private SiblingsStrand(GraphRun run, int[] tasks, int left, int from) {
    super(run.lanes(), run.computation());
    this.run = run;
    this.tasks = tasks;
    this.from = from;
    this.left = new AtomicInteger(left);
  }

  /** Puts {@code task} before those that are there; only as long as nobody else has this. */
  void push(int task) {
    int count = left.getPlain();
    tasks[count] = task;
    left.setPlain(count + 1);
  }

  /** Takes the first of those that are left; {@link Orphans#NONE} when there is none. */
  int take() {
    int count;
    do {
      count = left.get();
      if (count == 0) {
        return Orphans.NONE;
      }
    } while (!left.compareAndSet(count, count - 1));
    return tasks[count - 1];
  }

  @Override
  protected void work() {
    int unnoted = 0;
    int task = take();
    while (task != Orphans.NONE) {
      unnoted = run.followForked(task, from, unnoted);
      if (run.givesWay()) {
        run.note(unnoted);
        unnoted = 0;
        handOver();
      } else if (unnoted >= GraphRun.LARGEST_BATCH) {
        run.note(unnoted);
        unnoted = 0;
      }
      task = take();
    }
    run.note(unnoted);
  }

  @Override
  protected void handOver() {
    int count = left.getAndSet(0);
    if (count == 0) {
      return;
    }
    try {
      run.lanes().start(new SiblingsStrand(run, tasks, count, from));
    } catch (RejectedExecutionException | OutOfMemoryError notStarted) {
      run.computation().abandon(notStarted);
    }
  }
}
