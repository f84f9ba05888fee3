package dev.quern.engine.io;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.type.Schema;
import org.jspecify.annotations.Nullable;

/** Batches of one split, one after the other. Used by one thread at a time. */
public interface BatchReader extends AutoCloseable {

  /** The schema of every batch: the columns asked for, in the order asked for. */
  Schema schema();

  /** The next rows, owned by the caller; null at the end. Batches may be empty. */
  @Nullable Batch next();

  /** Frees what is held; in the middle too. Twice is harmless. */
  @Override
  void close();
}
