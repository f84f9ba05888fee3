package dev.quern.scheduler.event;

import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.event.LaneClock.State;
import dev.quern.scheduler.lane.LaneWatch;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of the threads of some lanes, one each.
 *
 * <p>There may be fewer threads than lanes, because none was needed yet, and more, because one that
 * waits is stood in for: both are measured, so that times can be told of the lanes.
 */
final class LaneClocks implements LaneWatch {
  /* The clock of the newest measurement that the thread took part in. */
  private static final ThreadLocal<@Nullable LaneClock> MINE = new ThreadLocal<>();

  private final Lanes lanes;
  private final Supplier<@Nullable TaskScope> current;
  private final List<LaneClock> all = new ArrayList<>();
  private int live;
  private long changed;
  private long missing;
  private long surplus;

  /** Clocks that begin at {@code start}; {@code current} tells what task a thread is in. */
  LaneClocks(Lanes lanes, Supplier<@Nullable TaskScope> current, long start) {
    this.lanes = lanes;
    this.current = current;
    this.changed = start;
  }

  @Override
  public void entered(@Nullable Work work) {
    TaskScope scope = current.get();
    if (work == null) {
      change(State.STARVED, null);
    } else if (scope != null) {
      change(State.RUNNING, scope.task.origin());
    } else {
      change(work.tellsTasks() ? State.SCHEDULING : State.RUNNING, null);
    }
  }

  @Override
  public void blocked() {
    LaneClock clock = mine();
    if (clock != null) {
      clock.block(lanes.nanoTime());
    }
  }

  @Override
  public void unblocked() {
    LaneClock clock = mine();
    if (clock != null) {
      clock.unblock(lanes.nanoTime());
    }
  }

  @Override
  public void ended() {
    LaneClock clock = mine();
    if (clock != null) {
      MINE.remove();
      synchronized (this) {
        long now = lanes.nanoTime();
        clock.end(now);
        count(now);
        live--;
      }
    }
  }

  /** The current thread begins with a task of {@code node}. */
  void running(Origin node) {
    if (mine() != null) {
      change(State.RUNNING, node);
    }
  }

  /** The current thread has ended a task, and goes on with that of {@code outer}, if any. */
  void left(@Nullable TaskScope outer) {
    if (mine() != null) {
      change(
          outer == null ? State.SCHEDULING : State.RUNNING,
          outer == null ? null : outer.task.origin());
    }
  }

  /** The current thread has just spent {@code nanos} with the disk. */
  void spilled(long nanos) {
    LaneClock clock = mine();
    if (clock != null) {
      clock.spilled(nanos);
    }
  }

  /** Adds up all times until {@code now}; returns what was missing to all lanes at all times. */
  synchronized Sums sums(long now, Map<Origin, long[]> nodes) {
    count(now);
    long[] times = new long[State.COUNT];
    all.forEach(clock -> clock.addTo(times, nodes, now));
    return new Sums(times, missing, surplus);
  }

  /**
   * Times of threads, by state.
   *
   * @param times by the state's index
   * @param missing time in which lanes had no thread
   * @param surplus time of threads beyond the number of lanes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sums(long[] times, long missing, long surplus) {}

  private @Nullable LaneClock mine() {
    LaneClock clock = MINE.get();
    return clock == null || clock.owner() != this ? null : clock;
  }

  private void change(State state, @Nullable Origin node) {
    LaneClock clock = mine();
    long now = lanes.nanoTime();
    if (clock == null) {
      MINE.set(register(state));
    } else {
      clock.change(state, node, now);
    }
  }

  private synchronized LaneClock register(State state) {
    long now = lanes.nanoTime();
    count(now);
    live++;
    LaneClock clock = new LaneClock(this, state, now);
    all.add(clock);
    return clock;
  }

  private void count(long now) {
    long spent = now - changed;
    changed = now;
    missing += spent * Math.max(0, lanes.width() - live);
    surplus += spent * Math.max(0, live - lanes.width());
  }
}
