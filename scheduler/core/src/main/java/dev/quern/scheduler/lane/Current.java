package dev.quern.scheduler.lane;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the current thread does, and for which lanes. A thread of a pool keeps what it does for that
 * pool in a field of its own. All else, strands that a thread carries out for other lanes, is a
 * chain of guests, the newest first.
 */
final class Current {
  private static final ThreadLocal<@Nullable Current> GUESTS = new ThreadLocal<>();

  private final Lanes lanes;
  private final @Nullable Work work;
  private final @Nullable Current outer;

  private Current(Lanes lanes, @Nullable Work work, @Nullable Current outer) {
    this.lanes = lanes;
    this.work = work;
    this.outer = outer;
  }

  static @Nullable Work work() {
    return work(guest());
  }

  static @Nullable Lanes lanes() {
    Current guest = guest();
    if (guest != null) {
      return guest.lanes;
    }
    return Thread.currentThread() instanceof ForkJoinLanes.Lane lane ? lane.lanes : null;
  }

  /** Notes which strand a lane carries out; returns which it did before. */
  static @Nullable Strand carry(@Nullable Strand strand) {
    if (Thread.currentThread() instanceof ForkJoinLanes.Lane lane) {
      Strand before = lane.carrying;
      lane.carrying = strand;
      return before;
    }
    return null;
  }

  /** Which strand a lane carries out. */
  static @Nullable Strand carrying() {
    return Thread.currentThread() instanceof ForkJoinLanes.Lane lane ? lane.carrying : null;
  }

  /**
   * Notes that the current thread does {@code work} for {@code lanes}; returns what it did before.
   */
  static @Nullable Work enter(Lanes lanes, @Nullable Work work) {
    Thread thread = Thread.currentThread();
    if (thread instanceof ForkJoinLanes.Lane lane && lane.lanes == lanes && lane.guest == null) {
      Work before = lane.running;
      lane.running = work;
      return before;
    }
    Current guest = guest();
    Work before = work(guest);
    Current next =
        guest != null && guest.lanes.equals(lanes) && Objects.equals(work(guest.outer), work)
            ? guest.outer
            : new Current(lanes, work, guest);
    if (thread instanceof ForkJoinLanes.Lane lane) {
      lane.guest = next;
    } else if (next == null) {
      GUESTS.remove();
    } else {
      GUESTS.set(next);
    }
    return before;
  }

  private static @Nullable Current guest() {
    return Thread.currentThread() instanceof ForkJoinLanes.Lane lane ? lane.guest : GUESTS.get();
  }

  private static @Nullable Work work(@Nullable Current guest) {
    if (guest != null) {
      return guest.work;
    }
    return Thread.currentThread() instanceof ForkJoinLanes.Lane lane ? lane.running : null;
  }
}
