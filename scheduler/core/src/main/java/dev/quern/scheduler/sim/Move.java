package dev.quern.scheduler.sim;

import dev.quern.scheduler.lane.Strand;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something that may happen next. */
sealed interface Move {

  /** A number that stays the same for the thread or lane that would do it. */
  int actor();

  /** A player goes on. */
  record GoOn(Player player) implements Move {
    @Override
    public int actor() {
      return player.lane == null ? -2 - player.number() : player.lane.number();
    }
  }

  /**
   * A lane, or a thread beside them, begins the first strand of {@code from}, or the last.
   *
   * @param victim from whom it is stolen, if it is
   */
  record Begin(
      @Nullable SimulatedLane lane,
      Deque<Strand> from,
      boolean newest,
      @Nullable SimulatedLane victim)
      implements Move {
    @Override
    public int actor() {
      return lane == null ? -1 : lane.number();
    }

    Strand take() {
      return Objects.requireNonNull(newest ? from.pollLast() : from.pollFirst());
    }
  }

  /** The first of the timers, which is due, is run. */
  record Fire() implements Move {
    @Override
    public int actor() {
      return -1;
    }
  }
}
