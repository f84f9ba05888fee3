package dev.quern.scheduler.spark.rdd;

import dev.quern.engine.MemoryLimitException;
import java.io.ByteArrayOutputStream;

/**
 * The bytes of results on their way through the heaps of an executor and the driver. Refuses what
 * has no place there, before it takes the executor down.
 */
final class ResultBuffer extends ByteArrayOutputStream {
  /* A buffer that grows is there twice, and its content once more when it is sent. */
  private static final int HEAP_SHARE = 6;

  private static final int LARGEST = Integer.MAX_VALUE - 64;

  private final long limit;

  /** A buffer that takes what the heap of this process has room for. */
  ResultBuffer() {
    this(Math.min(LARGEST, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
  }

  ResultBuffer(long limit) {
    this.limit = limit;
  }

  @Override
  public synchronized void write(int one) {
    check(1);
    super.write(one);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    check(length);
    super.write(bytes, from, length);
  }

  private void check(int more) {
    if (count + (long) more > limit) {
      throw new MemoryLimitException(
          "a result has more than the %,d bytes that the heap of an executor has room for on the way to the program: have tasks write it (writeParquet to a folder), keep it on the executors (persist), reduce it before it is collected, or set spark.executor.memory higher"
              .formatted(limit));
    }
  }
}
