package dev.quern.scheduler.sim;

/** How simulations of an exploration decide who goes on. */
public enum Search {
  /** Everybody is equally likely. */
  UNIFORM,
  /** By random priorities that seldom change. */
  PRIORITIES,
  /** By priorities with every other seed. */
  BOTH;

  Simulation open(long seed) {
    boolean prioritized = this == PRIORITIES || (this == BOTH && (seed & 1) == 1);
    return prioritized ? Simulation.prioritized(seed) : Simulation.seed(seed);
  }
}
