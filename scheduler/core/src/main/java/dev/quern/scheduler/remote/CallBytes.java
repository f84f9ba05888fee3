package dev.quern.scheduler.remote;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.scheduler.codec.TaskCodec;
import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Calls and their results as bytes, as they travel between processes. */
public final class CallBytes {
  private CallBytes() {}

  /** How a call has ended: with a value, or with a failure. */
  private record End(@Nullable Object value, @Nullable RemoteFailure failure)
      implements Serializable {}

  /**
   * A call as bytes: with what it captured, as that is now.
   *
   * @throws UnsupportedDataException when a part of it has no form outside of this process: says
   *     which
   */
  public static byte[] of(Callable<?> call) {
    if (!(call instanceof Serializable)) {
      throw new UnsupportedDataException(
          "a task of a session on a cluster is carried out in another process, and %s cannot go there: write the lambda or method reference in the call of submit, or implement java.io.Serializable"
              .formatted(call.getClass().getName()));
    }
    return TaskCodec.encode(call).toBytes();
  }

  /**
   * Carries a call out on the calling thread; what it throws is part of the result.
   *
   * @param memory what chunks that are part of the call are allocated from
   * @param spill where those of them go that may be on disk
   */
  public static byte[] carryOut(byte[] call, MemoryBudget memory, SpillSpace spill) {
    try (TaskCodec.Decoded decoded = TaskCodec.decode(TaskCodec.Encoded.of(call), memory, spill)) {
      return decoded.call(() -> Elsewhere.call(() -> end((Callable<?>) decoded.value())));
    } catch (RuntimeException | Error notDecoded) {
      return failed(notDecoded);
    }
  }

  private static byte[] end(Callable<?> call) {
    try {
      Object value = call.call();
      return TaskCodec.encode(new End(value, null)).toBytes();
    } catch (Throwable thrown) {
      return failed(thrown);
    }
  }

  private static byte[] failed(Throwable thrown) {
    return TaskCodec.encode(new End(null, RemoteFailure.of(thrown))).toBytes();
  }

  /**
   * What the call returned that these bytes were made of.
   *
   * @throws Exception what it threw
   */
  static @Nullable Object result(byte[] bytes, MemoryBudget memory, SpillSpace spill)
      throws Exception {
    try (TaskCodec.Decoded decoded = TaskCodec.decode(TaskCodec.Encoded.of(bytes), memory, spill)) {
      if (!decoded.chunks().isEmpty()) {
        throw new UnsupportedDataException(
            "a task on a cluster returned native data within an object: compute a delayed call"
                + " instead, which returns it alone");
      }
      End end = (End) decoded.value();
      RemoteFailure failure = end.failure();
      if (failure == null) {
        return end.value();
      }
      switch (failure.thrown()) {
        case Exception exception -> throw exception;
        case Error error -> throw error;
        case Throwable other -> throw new IllegalStateException(other);
      }
    }
  }
}
