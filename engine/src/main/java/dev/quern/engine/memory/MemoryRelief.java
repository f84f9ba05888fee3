package dev.quern.engine.memory;

/** Who can give memory of a budget back when it is short. Thread-safe. */
public interface MemoryRelief {

  /**
   * Gives back {@code bytes} or what there is. Called by a thread whose allocation has just failed.
   *
   * @return whether anything was given back, so that it is worth trying again
   * @throws dev.quern.engine.StorageException when there is something to put aside and no room on
   *     the disk
   */
  boolean relieve(long bytes);

  /** Who holds what could not be given back, a line each: a part of the refusal. */
  String holders();
}
