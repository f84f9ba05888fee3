package dev.quern.scheduler.actor;

/**
 * A message that is answered.
 *
 * @param <A> what the actor is
 * @param <R> what the answer is
 */
@FunctionalInterface
public interface Query<A, R> {

  /** Has {@code actor} deal with it; the actor must not be kept beyond. */
  R apply(A actor) throws Exception;
}
