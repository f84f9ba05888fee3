package dev.quern.scheduler.local;

import dev.quern.engine.graph.Annotations;
import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.lane.Lanes;
import java.util.BitSet;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * The tasks of one run that ask for the same amounts of limited resources. Those that wait are
 * taken in static order. What changes is guarded by the lock of the {@link Quota}.
 */
final class Claim implements Comparable<Claim> {
  /** No task: the one that asked waits. */
  static final int NOTHING = -1;

  /** No task: the one that asked may go on without, since its run has stopped. */
  static final int STOPPED = -2;

  private static final Comparator<Claim> IN_TURN =
      Comparator.<Claim>comparingInt(claim -> claim.run.computation().priority())
          .thenComparingInt(claim -> claim.annotations.priority())
          .reversed()
          .thenComparingLong(claim -> claim.turn);

  private final GraphRun run;
  private final Quota quota;
  private final Annotations annotations;
  private final int[] amounts;
  private final BitSet tasks;
  private int lowest;
  private long turn;

  Claim(GraphRun run, Quota quota, Annotations annotations, Origin origin, int size) {
    this.run = run;
    this.quota = quota;
    this.annotations = annotations;
    this.amounts = quota.amounts(annotations, origin);
    this.tasks = new BitSet(size);
    this.lowest = size;
  }

  GraphRun run() {
    return run;
  }

  SortedMap<String, Integer> resources() {
    return annotations.resources();
  }

  int amount(int resource) {
    return amounts[resource];
  }

  /** Has {@code task} wait; returns whether it is the only one. */
  boolean put(int task) {
    boolean first = tasks.isEmpty();
    tasks.set(task);
    lowest = first ? task : Math.min(lowest, task);
    return first;
  }

  /** Takes the lowest of those that wait. */
  int take() {
    int task = lowest;
    tasks.clear(task);
    lowest = tasks.nextSetBit(task);
    return task;
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** Lines this up behind all of its priority. */
  void queue(long newTurn) {
    turn = newTurn;
  }

  /** Asks for {@code task}: as {@link Quota#enter}. */
  int enter(int task) {
    return quota.enter(this, task);
  }

  /** Gives back what one task had, and starts those that have waited for it. */
  void leave() {
    quota.leave(this).forEach(granted -> granted.claim().start(granted.task(), run));
  }

  /* On the lane of its own run it is forked, so that a lane that helps this run finds it. */
  void start(int task, GraphRun giver) {
    Lanes lanes = run.lanes();
    try {
      HeldStrand strand = new HeldStrand(run, this, task);
      if (run.equals(giver) && lanes.onLane()) {
        lanes.fork(strand);
      } else {
        lanes.start(strand);
      }
    } catch (OutOfMemoryError | RejectedExecutionException cause) {
      run.computation().fail(task, cause);
      run.followHeld(this, task);
    }
  }

  @Override
  public int compareTo(Claim other) {
    return IN_TURN.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
