package dev.quern.scheduler.task;

import dev.quern.engine.chunk.Chunk;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A result that has to be closed, as a chunk: closed with the last handle, unless somebody has
 * taken it.
 */
final class Owned implements Chunk {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");

  private final AutoCloseable value;
  private final AtomicInteger handles = new AtomicInteger(1);

  Owned(AutoCloseable value) {
    this.value = value;
  }

  AutoCloseable value() {
    return value;
  }

  /**
   * The value, which is the caller's to close from now on; this handle is used up. It keeps its
   * count, so that no other handle is the last.
   */
  AutoCloseable take() {
    return value;
  }

  @Override
  public long byteSize() {
    return 0;
  }

  @Override
  public Chunk retain() {
    handles.incrementAndGet();
    return this;
  }

  @Override
  public void close() {
    if (handles.decrementAndGet() == 0) {
      closeQuietly(value);
    }
  }

  /** Closes what nobody can have any more; there is nobody to tell of a failure but the log. */
  static void closeQuietly(AutoCloseable value) {
    try {
      value.close();
    } catch (Exception | Error unexpected) {
      LOG.log(Level.ERROR, "closing a result that nobody took", unexpected);
    }
  }
}
