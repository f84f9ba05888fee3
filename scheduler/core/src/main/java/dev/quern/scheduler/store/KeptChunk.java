package dev.quern.scheduler.store;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.Spillable;
import dev.quern.scheduler.event.TaskRef;

/**
 * A chunk that somebody keeps beside all runs: persisted, scattered, or the result of a task that
 * nobody has taken. While memory is short it is put aside like the results of runs, before those
 * that tasks will read soon. Thread-safe.
 */
public final class KeptChunk implements AutoCloseable {
  private final Chunk chunk;
  private final long size;

  private KeptChunk(Chunk chunk, long size) {
    this.chunk = chunk;
    this.size = size;
  }

  /**
   * Keeps {@code chunk}, which this owns from here on; {@code what} it is, for events and refusals.
   */
  public static KeptChunk keep(MemoryLedger ledger, TaskRef what, Chunk chunk) {
    long size = chunk.byteSize();
    if (size < Result.SMALLEST || !(SpilledChunk.knows(chunk) || chunk instanceof Spillable)) {
      return new KeptChunk(chunk, size);
    }
    Result result = new Result(new Home(ledger, what), 0, chunk, size);
    ledger.add(result);
    ledger.tidy();
    return new KeptChunk(result, size);
  }

  /** The bytes it takes when it is in memory. */
  public long size() {
    return size;
  }

  /** A handle on it in memory, read back if need be; the caller closes it. */
  public Chunk handle() {
    return chunk.retain();
  }

  /** Gives it up, once; handles stay. */
  @Override
  public void close() {
    chunk.close();
  }

  /** That of a single result that is no task's input. */
  private record Home(MemoryLedger ledger, TaskRef what) implements ResultHome {
    @Override
    public MemoryBudget memory() {
      return ledger.memory();
    }

    @Override
    public TaskRef reference(int task) {
      return what;
    }

    @Override
    public int readers(int task) {
      return 0;
    }

    @Override
    public int reader(int task, int i) {
      throw new IndexOutOfBoundsException(i);
    }

    @Override
    public int position() {
      return 0;
    }

    @Override
    public void moved(long size) {}
  }
}
