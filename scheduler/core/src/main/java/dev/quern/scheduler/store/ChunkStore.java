package dev.quern.scheduler.store;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * The live results of one run, by task number: put by the task that made them, closed when the last
 * reader is done. With a {@link MemoryLedger} those of some size are put aside on disk while memory
 * is short and nobody works on them.
 *
 * <p>No lock and no map: a slot is written before its readers become ready and cleared after the
 * last of them, so that the counters that order the tasks publish the slots too. Thread-safe under
 * that protocol.
 */
public final class ChunkStore {
  private static final long GRAIN = 1 << 20;

  private final @Nullable Chunk[] chunks;
  private final Countdowns readers;
  private final ByteGauge bytes;
  private final @Nullable RunResults results;
  /* Whether anything has to be pinned. Written before the counters that publish the slots. */
  private boolean pins;

  /**
   * An empty store that keeps everything in memory.
   *
   * @param readers how often each result will be released; the array is the store's from now on
   * @param stripes how many threads change it at once
   */
  public ChunkStore(int[] readers, int stripes) {
    this(readers, stripes, 0, null, null, null);
  }

  /**
   * An empty store for the results of {@code graph}.
   *
   * @param readers how often each result will be released; the array is the store's from now on
   * @param stripes how many threads change it at once
   * @param number the number of the graph, for events
   * @param ledger who has results put aside, if anybody
   * @param memory what those that are read back are allocated from
   */
  public ChunkStore(
      int[] readers,
      int stripes,
      long number,
      @Nullable TaskGraph graph,
      @Nullable MemoryLedger ledger,
      @Nullable MemoryBudget memory) {
    this.chunks = new @Nullable Chunk[readers.length];
    this.readers = new Countdowns(readers);
    this.bytes = new ByteGauge(stripes, GRAIN);
    this.results =
        ledger == null || graph == null || memory == null
            ? null
            : new RunResults(ledger, number, graph, memory, bytes);
  }

  /**
   * Makes room for what {@code task} will likely need, if memory is short: the largest result that
   * its plan node gave so far, else as much as its inputs, and those of them that are on disk.
   */
  public void prepare(int task) {
    RunResults run = results;
    if (run == null || !pins || !run.ledger().isBeyond(MemoryLedger.TARGET, 0)) {
      return;
    }
    long inputs = 0;
    long onDisk = 0;
    for (int i = 0; i < run.graph().inputCount(task); i++) {
      if (chunks[run.graph().input(task, i)] instanceof Result input) {
        inputs += input.size();
        onDisk += input.size() - input.byteSize();
      }
    }
    long largest = run.largest(task);
    run.ledger().prepare(onDisk + (largest == 0 ? inputs : largest));
  }

  /** Keeps the result of {@code task}; one that nobody will read is closed at once. */
  public void put(int task, Chunk chunk, int stripe) {
    if (readers.isUsedUp(task)) {
      chunk.close();
      return;
    }
    long size = chunk.byteSize();
    if (size == 0) {
      chunks[task] = chunk;
      return;
    }
    bytes.add(stripe, size);
    RunResults run = results;
    if (run == null || size < Result.SMALLEST) {
      chunks[task] = chunk;
      return;
    }
    pins = true;
    chunks[task] = run.hold(task, chunk, size);
    run.ledger().tidy();
  }

  /**
   * The result of {@code task}, which stays in memory until {@link #unpin}; null when its run was
   * stopped before there was one.
   */
  public @Nullable Chunk pin(int task) {
    Chunk chunk = chunks[task];
    return chunk instanceof Result result ? result.pin() : chunk;
  }

  /**
   * Bytes that those inputs of {@code task} have in memory which go to disk by themselves. A task
   * that reads them holds what was there when it began, even if it is put aside meanwhile.
   */
  public long spillableInputs(int task) {
    RunResults run = results;
    long bytes = 0;
    for (int i = 0; run != null && pins && i < run.graph().inputCount(task); i++) {
      bytes +=
          chunks[run.graph().input(task, i)] instanceof Result input ? input.spillableBytes() : 0;
    }
    return bytes;
  }

  /** Puts those inputs aside. */
  public void putInputsAside(int task) {
    RunResults run = results;
    for (int i = 0; run != null && i < run.graph().inputCount(task); i++) {
      if (chunks[run.graph().input(task, i)] instanceof Result input
          && input.spillableBytes() > 0) {
        run.ledger().putAside(input);
      }
    }
  }

  /** Takes back a {@link #pin} that returned a chunk. */
  public void unpin(int task) {
    if (chunks[task] instanceof Result result) {
      result.unpin();
    }
  }

  /** Whether {@link #unpin} does anything: false as long as all results are small. */
  public boolean pins() {
    return pins;
  }

  /**
   * Notes that {@code reader}, which reads {@code task}, is done; after the last reader the result
   * is closed.
   */
  public void release(int task, int reader, int stripe) {
    if (readers.countDown(task)) {
      Chunk chunk = remove(task, stripe);
      if (chunk != null) {
        chunk.close();
        RunResults run = results;
        if (run != null) {
          run.ledger().freed();
        }
      }
    } else if (pins && chunks[task] instanceof Result result) {
      result.readerDone(reader);
    }
  }

  /**
   * Removes the result of {@code task}, which is the caller's to close and in memory; null when
   * there is none.
   */
  public @Nullable Chunk take(int task, int stripe) {
    Chunk chunk = chunks[task];
    if (chunk instanceof Result result) {
      Chunk taken = result.take();
      chunks[task] = null;
      return taken;
    }
    return remove(task, stripe);
  }

  /** Removes and closes the result of {@code task}, if there is one, wherever it is. */
  public void drop(int task, int stripe) {
    Chunk chunk = remove(task, stripe);
    if (chunk != null) {
      chunk.close();
    }
  }

  /** Bytes of the results that are in memory now. */
  public long liveBytes() {
    return bytes.live();
  }

  /**
   * The most bytes of results that were in memory at once, to within a megabyte for each stripe.
   */
  public long peakBytes() {
    return bytes.peak();
  }

  private @Nullable Chunk remove(int task, int stripe) {
    Chunk chunk = chunks[task];
    if (chunk instanceof Result) {
      chunks[task] = null; // which knows by itself what part of it is counted
    } else if (chunk != null) {
      chunks[task] = null;
      long size = chunk.byteSize();
      if (size != 0) {
        bytes.add(stripe, -size);
      }
    }
    return chunk;
  }
}
