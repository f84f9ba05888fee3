package dev.quern.scheduler.isolate;

import dev.quern.engine.SourceLine;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.lane.Promise;
import dev.quern.scheduler.lane.Residents;
import java.util.List;

/**
 * Forked virtual machines for code that may crash, hang, leak, or bring its process down:
 *
 * <pre>{@code
 * try (IsolatedPool pool = isolated(processes(2).heap("512m").timeout("1m"))) {
 *   Promise<Long> answer = pool.submit(() -> nativeThing(x));
 * }
 * }</pre>
 *
 * <p>A call fails when it throws, and when its process ends, which is then replaced. Cancelling it,
 * or its time running out, kills the process. Processes do not outlive the pool, its session, or
 * this program, however that ends. Starting one takes about a second, a call that finds one waiting
 * a third of a millisecond (measured on a busy machine). What calls print is logged here.
 *
 * <p>Thread-safe.
 */
public final class IsolatedPool implements AutoCloseable {
  private final PoolWork work;

  private IsolatedPool(PoolWork work) {
    this.work = work;
  }

  /**
   * Opens a pool; its processes start when they are needed.
   *
   * @param residents where it lives
   * @param memory what batches that come back are allocated from
   */
  public static IsolatedPool open(
      Residents residents, MemoryBudget memory, IsolationOptions options) {
    PoolWork work = new PoolWork(residents, memory, options, SourceLine.here());
    work.start();
    return new IsolatedPool(work);
  }

  /**
   * Sends a call to a process and returns a promise of what it returns. Packs what it captured at
   * once; waits when as many calls wait as there are processes.
   *
   * <p>A batch that comes back, alone or within something, is the caller's to close. The promise
   * fails with a {@link dev.quern.engine.TaskFailedException} whose cause is a {@link
   * RemoteException}, or a {@link WorkerDiedException}.
   *
   * @throws dev.quern.engine.PlanException when something that it captured cannot travel
   * @throws dev.quern.engine.CancelledException when the pool was closed, or the wait interrupted
   */
  public <T> Promise<T> submit(IsolatedCall<T> call) {
    return work.submit(call);
  }

  /** Sends a call to a process and waits for what it returns; see {@link #submit}. */
  public <T> T call(IsolatedCall<T> call) {
    return work.submit(call).join();
  }

  /** The processes there are at the moment, for a look at them. */
  public List<ProcessHandle> processes() {
    return work.processes();
  }

  /**
   * What a call allocates batches from.
   *
   * @throws IllegalStateException outside of a process of a pool
   */
  public static MemoryBudget workerMemory() {
    return WorkerMain.memory();
  }

  /** Cancels the calls that run, and waits until all processes have ended. */
  @Override
  public void close() {
    work.close();
  }

  @Override
  public String toString() {
    return work.toString();
  }
}
