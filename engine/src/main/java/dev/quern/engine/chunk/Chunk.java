package dev.quern.engine.chunk;

/**
 * Owned data of one partition: what a task takes and returns. An open interface, so that the
 * scheduler can be tested on chunks of nothing.
 */
public interface Chunk extends AutoCloseable {

  /** Bytes of native memory that this chunk keeps alive. */
  long byteSize();

  /** Another owner's handle on the same data: each handle is closed once. */
  Chunk retain();

  /** Gives this handle up; the last one frees the memory. */
  @Override
  void close();
}
