package dev.quern.scheduler.local;

import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a run that one lane carries out without a pause: what lanes queue, fork and steal.
 * Being a {@link ForkJoinTask} itself, it needs no wrapper in a pool.
 */
abstract class Strand extends ForkJoinTask<@Nullable Void> {
  final transient GraphRun run;

  Strand(GraphRun run) {
    this.run = run;
  }

  /** Does the work; tells the run about whatever goes wrong rather than throw. */
  abstract void work();

  /** Does the work in the name of the run. */
  final void carryOut() {
    LocalComputation outer = run.lanes().enter(run.computation());
    try {
      work();
    } catch (Throwable broken) {
      run.computation().abandon(broken);
    } finally {
      run.lanes().enter(outer);
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
