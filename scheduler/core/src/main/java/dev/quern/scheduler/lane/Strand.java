package dev.quern.scheduler.lane;

import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that one lane carries out without a pause: what lanes queue, fork and steal.
 * Being a {@link ForkJoinTask} itself, it needs no wrapper in a pool.
 */
public abstract class Strand extends ForkJoinTask<@Nullable Void> {
  private final transient Lanes lanes;
  private final transient Work owner;

  /** A strand of {@code owner}, to be carried out on {@code lanes}. */
  protected Strand(Lanes lanes, Work owner) {
    this.lanes = lanes;
    this.owner = owner;
  }

  /** Whose strand this is. */
  public final Work owner() {
    return owner;
  }

  /** What the strand is about, for the reports of a simulator. */
  public Object subject() {
    return owner;
  }

  /** Does the work; tells its owner about whatever goes wrong rather than throw. */
  protected abstract void work();

  /** Does the work in the name of its owner. */
  public final void carryOut() {
    Work outer = lanes.enter(owner);
    try {
      work();
    } catch (Throwable broken) {
      owner.abandon(broken);
    } finally {
      lanes.enter(outer);
    }
  }

  @Override
  protected final boolean exec() {
    carryOut();
    return true;
  }

  @Override
  public final @Nullable Void getRawResult() {
    return null;
  }

  @Override
  protected final void setRawResult(@Nullable Void value) {}
}
