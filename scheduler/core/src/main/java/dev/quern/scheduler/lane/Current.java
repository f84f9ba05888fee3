package dev.quern.scheduler.lane;

import org.jspecify.annotations.Nullable;

/**
 * What the current thread does, and for which lanes. Threads of a pool keep it in a field of their
 * own; all others, which carry strands out now and then, in a thread-local.
 */
final class Current {
  private static final ThreadLocal<@Nullable Current> GUESTS = new ThreadLocal<>();

  private final Lanes lanes;
  private final @Nullable Work work;

  private Current(Lanes lanes, @Nullable Work work) {
    this.lanes = lanes;
    this.work = work;
  }

  static @Nullable Work work() {
    if (Thread.currentThread() instanceof ForkJoinLanes.Lane lane) {
      return lane.running;
    }
    Current guest = GUESTS.get();
    return guest == null ? null : guest.work;
  }

  static @Nullable Lanes lanes() {
    if (Thread.currentThread() instanceof ForkJoinLanes.Lane lane) {
      return lane.lanes;
    }
    Current guest = GUESTS.get();
    return guest == null ? null : guest.lanes;
  }

  /**
   * Notes that the current thread does {@code work} for {@code lanes}; returns what it did before.
   */
  static @Nullable Work enter(Lanes lanes, @Nullable Work work) {
    if (Thread.currentThread() instanceof ForkJoinLanes.Lane lane) {
      Work before = lane.running;
      lane.running = work;
      return before;
    }
    Current guest = GUESTS.get();
    if (work == null) {
      GUESTS.remove();
    } else {
      GUESTS.set(new Current(lanes, work));
    }
    return guest == null ? null : guest.work;
  }
}
