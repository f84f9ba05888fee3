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

  /** The strand within which this one is carried out, if any. */
  private transient @Nullable Strand below;

  private transient volatile @Nullable Runnable whenWaiting;

  private transient boolean ahead;

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

  /**
   * Gives away what this has claimed and not begun: its lane waits. May be called from another
   * thread, and more than once.
   */
  protected void handOver() {}

  /**
   * Has {@code action} done, by whatever thread and maybe more than once, when the lane waits while
   * it carries this out; nothing when null.
   */
  public final void whenWaiting(@Nullable Runnable action) {
    whenWaiting = action;
  }

  /** Does the work in the name of its owner; then what is more urgent and has come meanwhile. */
  public final void carryOut() {
    Work outer = lanes.enter(owner);
    below = lanes.carry(this);
    try {
      work();
    } catch (Throwable broken) {
      owner.abandon(broken);
    } finally {
      Strand _ = lanes.carry(below);
      lanes.enter(outer);
    }
    if (below == null) {
      lanes.carryOutMoreUrgent(owner);
    }
  }

  /** Whether the lane carries this out on top of no other strand. */
  protected final boolean isOutermost() {
    return below == null;
  }

  /** Does the work now, before what the current lane has forked for others. */
  public final void carryOutAhead() {
    ahead = true;
    carryOut();
  }

  /** Whether what the current lane forked before this strand is less urgent than this. */
  protected final boolean isAhead() {
    return ahead;
  }

  /**
   * Gives away what this and the strands below it on the stack have claimed and not begun: their
   * lane waits.
   */
  public final void handOverAll() {
    for (Strand strand = this; strand != null; strand = strand.below) {
      Runnable action = strand.whenWaiting;
      if (action != null) {
        action.run();
      }
      strand.handOver();
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
