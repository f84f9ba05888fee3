package dev.quern.scheduler.spark;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.chunk.Chunk;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ShuffleDependency;

/**
 * Results that stay on the executors, as long as one of the chunks that stand for them is open. One
 * that is lost with its executor is made again when it is read. Thread-safe.
 */
final class KeptLayer {
  private final SharedContext context;
  private final ShuffleDependency<Object, Object, Object> shuffle;
  private final AtomicInteger owners = new AtomicInteger();

  KeptLayer(SharedContext context, ShuffleDependency<Object, Object, Object> shuffle) {
    this.context = context;
    this.shuffle = shuffle;
  }

  ShuffleDependency<Object, Object, Object> shuffle() {
    return shuffle;
  }

  /** A chunk that stands for the result of {@code unit}, owned by the caller. */
  Result result(int unit) {
    owners.incrementAndGet();
    return new Result(this, unit);
  }

  /** Gives all up when no chunk stands for any. */
  void dropIfUnused() {
    if (owners.get() == 0) {
      context.clean(shuffle);
    }
  }

  private void release() {
    int left = owners.decrementAndGet();
    if (left < 0) {
      throw new MemoryFaultException("a result on a cluster was freed twice");
    }
    if (left == 0) {
      context.clean(shuffle);
    }
  }

  /**
   * Stands for a result. It takes no memory here.
   *
   * @param layer where it is
   * @param unit its number in there
   */
  record Result(KeptLayer layer, int unit) implements Chunk {
    @Override
    public long byteSize() {
      return 0;
    }

    @Override
    public Chunk retain() {
      layer.owners.incrementAndGet();
      return this;
    }

    @Override
    public void close() {
      layer.release();
    }
  }
}
