package dev.quern.engine.chunk;

import org.jspecify.annotations.Nullable;

/**
 * A Java object as a chunk: what a task that is a plain method takes and returns. It lives on the
 * heap, so closing frees nothing and it counts no bytes.
 *
 * @param <T> the type of the object
 * @param value the object, shared by all who hold this
 */
public record Value<T extends @Nullable Object>(T value) implements Chunk {

  @Override
  public long byteSize() {
    return 0;
  }

  @Override
  public Value<T> retain() {
    return this;
  }

  @Override
  public void close() {}
}
