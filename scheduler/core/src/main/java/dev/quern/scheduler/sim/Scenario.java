package dev.quern.scheduler.sim;

/** What is played under many seeds. */
@FunctionalInterface
public interface Scenario {

  /**
   * Plays with what is simulated, and throws when something is not as it should be. Does the same
   * whenever it is played with the same seed: what is random comes from {@link Simulation#random}.
   */
  void play(Simulation simulation) throws Throwable;
}
