package dev.quern.scheduler.actor;

import dev.quern.engine.CancelledException;
import dev.quern.engine.SourceLine;
import dev.quern.scheduler.lane.Promise;
import dev.quern.scheduler.lane.Residents;

/**
 * A handle on an actor: an object that deals with one message at a time, on whatever lane is free.
 * Messages of one sender are dealt with in the order they were sent.
 *
 * <p>A message is a piece of code that is handed the actor; the actor must not escape from it. When
 * it throws, its sender is told and the actor is supervised as its {@link ActorOptions} say.
 *
 * <p>Thread-safe. Actors made by a task end with it, and all end with their session.
 *
 * @param <A> what the actor is
 */
public final class ActorRef<A> implements AutoCloseable {
  private final ActorCell<A> cell;

  private ActorRef(ActorCell<A> cell) {
    this.cell = cell;
  }

  /**
   * Starts an actor; its instance is made when the first message comes.
   *
   * @param type names it in messages
   * @param residents where it lives
   */
  public static <A> ActorRef<A> start(
      Residents residents, Class<A> type, ActorFactory<? extends A> factory, ActorOptions options) {
    ActorCell<A> cell =
        new ActorCell<>(residents, type.getSimpleName(), SourceLine.here(), factory, options);
    cell.start();
    return new ActorRef<>(cell);
  }

  /**
   * Sends a message and returns a promise of what it returns. Waits when the mailbox is full.
   *
   * <p>The promise fails when the message throws, and when the actor has ended or does before.
   *
   * @throws dev.quern.engine.ComputeException when the mailbox is full and the sender may not wait:
   *     by the actor's options, or because it is the actor itself
   * @throws CancelledException when the wait was interrupted
   */
  public <R> Promise<R> ask(Query<? super A, ? extends R> query) {
    Reply<A, R> reply = new Reply<>(cell, query);
    cell.send(reply);
    return reply;
  }

  /**
   * Sends a message that nobody waits for. Waits when the mailbox is full. What it throws is
   * logged.
   *
   * @throws dev.quern.engine.TaskFailedException when the actor has failed
   * @throws CancelledException when the actor was stopped, or the wait interrupted
   * @throws dev.quern.engine.ComputeException when the mailbox is full and the sender may not wait
   */
  public void tell(Command<? super A> command) {
    if (!cell.send(cell.told(command))) {
      throw cell.whyEnded();
    }
  }

  /** Takes no more messages; ends when those that were sent are dealt with. Does not wait. */
  public void stop() {
    cell.stop();
  }

  /**
   * Ends after the message being dealt with; the senders of all others are told. Does not wait.
   *
   * @return whether this call ended it
   */
  public boolean stopNow() {
    return cell.cancel(cell + " was stopped");
  }

  /** Whether it takes no more messages. */
  public boolean isStopped() {
    return cell.refuses();
  }

  /**
   * Stops, and waits until the messages are dealt with and the instance is closed. When the actor
   * itself calls, it does not wait.
   *
   * @throws dev.quern.engine.TaskFailedException when the actor has failed, or its instance could
   *     not be closed
   * @throws CancelledException when the wait was interrupted, which stops it now
   */
  @Override
  public void close() {
    cell.close();
  }

  @Override
  public String toString() {
    return cell + (cell.refuses() ? " (stopped)" : "");
  }
}
