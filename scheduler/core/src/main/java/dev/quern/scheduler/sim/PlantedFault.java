package dev.quern.scheduler.sim;

/** What a task throws because a simulation was told that it should. */
public final class PlantedFault extends RuntimeException {
  PlantedFault(String message) {
    super(message);
  }
}
