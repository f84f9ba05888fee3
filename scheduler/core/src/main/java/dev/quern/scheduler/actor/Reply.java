package dev.quern.scheduler.actor;

import dev.quern.engine.QuernException;
import dev.quern.scheduler.lane.Promise;
import java.util.function.Supplier;

/** A message that is answered, and its answer. */
final class Reply<A, R> extends Promise<R> implements Message<A> {
  private final ActorCell<A> actor;
  private final Query<? super A, ? extends R> query;

  Reply(ActorCell<A> actor, Query<? super A, ? extends R> query) {
    super(actor.lanes());
    this.actor = actor;
    this.query = query;
  }

  ActorCell<A> actor() {
    return actor;
  }

  @Override
  public void carryOut(A instance) throws Exception {
    boolean _ = complete(query.apply(instance)); // false when it was cancelled meanwhile
  }

  @Override
  public boolean isWanted() {
    return !isDone();
  }

  @Override
  public boolean refuse(Supplier<? extends QuernException> why) {
    boolean _ = fail(why); // who cancelled it does not want to know
    return true;
  }

  @Override
  public Command<A> again() {
    Query<? super A, ? extends R> same = query;
    return same::apply;
  }

  @Override
  protected void beforeWait() {
    actor.beforeWait(this);
  }

  @Override
  protected void afterWait() {
    actor.afterWait();
  }

  @Override
  protected String describe() {
    return "the answer of " + actor;
  }
}
