package dev.quern.scheduler.actor;

/**
 * An actor whose state can be put aside and taken back, so that a restart does not lose it.
 *
 * @param <S> the state; immutable, or a copy that the actor does not change afterwards
 */
public interface Snapshots<S> {

  /** The state as it is between two messages. */
  S snapshot();

  /** Takes the state over; called once on a new instance, before its first message. */
  void restore(S state);
}
