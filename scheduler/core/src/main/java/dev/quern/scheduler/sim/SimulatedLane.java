package dev.quern.scheduler.sim;

import dev.quern.scheduler.lane.Strand;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A lane of a simulation: its forked strands, and what is wrong with it. */
final class SimulatedLane {
  private final int number;
  private final String name;

  /** Newest last. */
  final ArrayDeque<Strand> forked = new ArrayDeque<>();

  /** Who carries something out here, and does not wait. */
  @Nullable Player occupant;

  /** How many times longer everything takes here. */
  long slowness = 1;

  /** When the lane begins to work. */
  long startsAt;

  /** Tasks begun here. */
  long tasks;

  boolean dead;

  SimulatedLane(int number) {
    this.number = number;
    this.name = "lane " + number;
  }

  int number() {
    return number;
  }

  String name() {
    return name;
  }

  boolean isIdle(long now) {
    return occupant == null && !dead && startsAt <= now;
  }
}
