package dev.quern.scheduler.remote;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of tasks that are carried out in another process, if there is one for that. Thread-safe.
 *
 * @param calls who takes them there
 * @param memory what chunks that are part of a result would be allocated from
 * @param spill where those of them would go that may be on disk
 */
public record RemoteBodies(
    Supplier<Optional<RemoteCalls>> calls, MemoryBudget memory, SpillSpace spill) {

  /** Who takes calls to other processes. */
  public Optional<RemoteCalls> there() {
    return calls.get();
  }

  /**
   * A body that has {@code body} carried out by {@code there}, and waits for it.
   *
   * @throws dev.quern.engine.UnsupportedDataException when it cannot leave this process
   */
  @SuppressWarnings("unchecked") // what the body returned
  public <T extends @Nullable Object> Callable<T> of(
      Callable<? extends T> body, RemoteCalls there) {
    byte[] call = CallBytes.of(body);
    return () -> (T) CallBytes.result(there.call(call), memory, spill);
  }
}
