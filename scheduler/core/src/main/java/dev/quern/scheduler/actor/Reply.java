package dev.quern.scheduler.actor;

import dev.quern.engine.QuernException;
import dev.quern.scheduler.lane.Promise;
import dev.quern.scheduler.lane.Wait;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A message that is answered, and its answer. */
final class Reply<A, R> extends Promise<R> implements Message<A> {
  private final ActorCell<A> actor;
  private final Query<? super A, ? extends R> query;
  private final boolean fromOutside;

  Reply(ActorCell<A> actor, Query<? super A, ? extends R> query) {
    super(actor.lanes());
    this.actor = actor;
    this.query = query;
    this.fromOutside = !actor.lanes().onLane();
  }

  ActorCell<A> actor() {
    return actor;
  }

  @Override
  public void carryOut(A instance) throws Exception {
    boolean _ = complete(query.apply(instance)); // false when it was cancelled meanwhile
  }

  @Override
  public boolean isFromOutside() {
    return fromOutside;
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
  protected @Nullable Wait beforeWait() {
    Wait wait = Wait.begin(actor.lanes().running(), actor, this::isDone);
    actor.help(this);
    return wait;
  }

  @Override
  protected boolean comesSoon(long nanos) {
    return actor.comesSoon(this, nanos);
  }

  @Override
  protected String describe() {
    return "the answer of " + actor;
  }
}
