package dev.quern.scheduler.isolate;

import java.io.Serializable;

/**
 * Code for another process. It travels by Java serialization with all it captures, so that must be
 * serializable, or a {@link dev.quern.engine.chunk.Batch}, which travels as an Arrow file. Its
 * classes must be on the class path, which both processes share.
 *
 * <p>Batches it captured are closed when it has ended, as is the batch it returns, which the caller
 * gets a copy of; memory for new ones comes from {@link IsolatedPool#workerMemory}.
 *
 * @param <T> the type of the result: serializable, or a batch
 */
@FunctionalInterface
public interface IsolatedCall<T> extends Serializable {

  /** Does the work, over there. */
  T call() throws Exception;
}
