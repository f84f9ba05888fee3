package dev.quern.scheduler.actor;

/**
 * A message that is not answered.
 *
 * @param <A> what the actor is
 */
@FunctionalInterface
public interface Command<A> {

  /** Has {@code actor} deal with it; the actor must not be kept beyond. */
  void accept(A actor) throws Exception;
}
