package dev.quern.engine;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything Quern throws on purpose. Unchecked; the subclass says what kind of trouble
 * it is, the message says what, where, and what to do about it.
 */
public abstract sealed class QuernException extends RuntimeException
    permits PlanException,
        DataException,
        UnsupportedDataException,
        ComputeException,
        StorageException,
        MemoryLimitException,
        MemoryFaultException,
        TaskFailedException,
        CancelledException,
        ClusterException,
        SessionClosedException {

  QuernException(String message) {
    super(message);
  }

  QuernException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
