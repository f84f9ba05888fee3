package dev.quern.scheduler.actor;

/**
 * Makes the object behind an actor, at its first message and for each restart.
 *
 * @param <A> what the actor is
 */
@FunctionalInterface
public interface ActorFactory<A> {

  /** A new instance; closed with the actor when it is {@link AutoCloseable}. */
  A create() throws Exception;
}
