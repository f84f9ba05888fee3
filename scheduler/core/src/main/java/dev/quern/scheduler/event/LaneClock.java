package dev.quern.scheduler.event;

import dev.quern.engine.graph.Origin;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one thread of the lanes has spent its time on. Changed by that thread, read by another at
 * the end.
 */
final class LaneClock {

  /** What a thread may be doing. */
  enum State {
    RUNNING(0),
    STARVED(1),
    BLOCKED(2),
    SCHEDULING(3),
    SPILLING(4);

    static final int COUNT = 5;

    /** Where the state's time stands in an array of times. */
    final int index;

    State(int index) {
      this.index = index;
    }
  }

  private final LaneClocks owner;
  private final long[] nanos = new long[State.COUNT];
  private final Map<Origin, long[]> nodes = new HashMap<>();
  private State state;
  private @Nullable Origin node;
  private long since;
  /* What the thread did before it began to wait. */
  private State before = State.STARVED;
  private boolean ended;

  LaneClock(LaneClocks owner, State state, long now) {
    this.owner = owner;
    this.state = state;
    this.since = now;
  }

  /** The measurement that this belongs to. */
  LaneClocks owner() {
    return owner;
  }

  /** From {@code now} on the thread does something else, for a plan node or for none. */
  synchronized void change(State next, @Nullable Origin forNode, long now) {
    account(now);
    state = next;
    node = forNode;
  }

  synchronized void block(long now) {
    account(now);
    before = state;
    state = State.BLOCKED;
  }

  synchronized void unblock(long now) {
    account(now);
    state = before;
  }

  /** The last {@code spent} of what the thread does now was for the disk. */
  synchronized void spilled(long spent) {
    move(nanos, spent);
    if (node != null) {
      move(nodes.computeIfAbsent(node, _ -> new long[State.COUNT]), spent);
    }
  }

  private void move(long[] times, long spent) {
    times[state.index] -= spent;
    times[State.SPILLING.index] += spent;
  }

  synchronized void end(long now) {
    account(now);
    ended = true;
  }

  /** Adds what there is until {@code now} to sums, all and by plan node. */
  synchronized void addTo(long[] all, Map<Origin, long[]> byNode, long now) {
    account(now);
    add(all, nanos);
    nodes.forEach(
        (origin, times) -> add(byNode.computeIfAbsent(origin, _ -> new long[State.COUNT]), times));
  }

  private static void add(long[] sum, long[] times) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += times[i];
    }
  }

  private void account(long now) {
    if (ended) {
      return;
    }
    long spent = now - since;
    since = now;
    nanos[state.index] += spent;
    if (node != null) {
      nodes.computeIfAbsent(node, _ -> new long[State.COUNT])[state.index] += spent;
    }
  }
}
