package dev.quern.scheduler.local;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.scheduler.run.Outputs;
import dev.quern.scheduler.store.ChunkStore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The outputs of a run that has ended, in the store until they are asked for. */
final class StoredOutputs implements Outputs {
  private final LazyChunks chunks;
  private final ChunkStore store;
  /* By task, of what is asked for more than once: how often still, and the chunk when it was taken. */
  private final Map<Integer, Repeated> repeated = new HashMap<>();
  private int next;

  StoredOutputs(LazyChunks chunks, ChunkStore store) {
    this.chunks = chunks;
    this.store = store;
    int[] tasks = new int[chunks.size()];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = chunks.outputTask(i);
    }
    Arrays.sort(tasks);
    for (int i = 1; i < tasks.length; i++) {
      if (tasks[i] == tasks[i - 1]) {
        repeated.computeIfAbsent(tasks[i], _ -> new Repeated()).left++;
      }
    }
  }

  @Override
  public boolean hasNext() {
    return next < chunks.size();
  }

  @Override
  public Chunk next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there are %d outputs".formatted(chunks.size()));
    }
    int task = chunks.outputTask(next);
    Repeated again = repeated.get(task);
    Chunk output = again == null ? take(task) : again.next(task);
    next++;
    return output;
  }

  private Chunk take(int task) {
    return Objects.requireNonNull(
        store.take(task, 0), () -> chunks.graph().key(task) + " was not made");
  }

  @Override
  public void close() {
    while (hasNext()) {
      store.drop(chunks.outputTask(next++), 0);
    }
    repeated.values().forEach(Repeated::close);
  }

  /** An output that is handed over several times. */
  private final class Repeated {
    private int left = 1;
    private @Nullable Chunk chunk;

    Chunk next(int task) {
      Chunk mine = chunk;
      if (mine == null) {
        mine = take(task);
      }
      left--;
      if (left > 0) {
        chunk = mine;
        return mine.retain();
      }
      chunk = null;
      return mine;
    }

    void close() {
      Chunk mine = chunk;
      chunk = null;
      if (mine != null) {
        mine.close();
      }
    }
  }
}
