package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;

/** A {@link RowStep} at work in one task. */
interface Step extends AutoCloseable {

  /**
   * Does its work on {@code morsel} and passes what comes of it to {@code next}, in one or several
   * batches or none. {@code morsel} is this step's to close.
   */
  void accept(Batch morsel, Receiver next);

  /** Frees what the step keeps between morsels. */
  @Override
  default void close() {}

  /** Takes batches. */
  @FunctionalInterface
  interface Receiver {
    /** Takes over {@code batch} and closes it. */
    void accept(Batch batch);
  }
}
