package dev.quern.scheduler.task;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What methods returned, as chunks between tasks. */
public final class CallResults {
  private CallResults() {}

  /** A result as a chunk that owns it. */
  public static Chunk chunk(@Nullable Object result) {
    return switch (result) {
      case Chunk chunk -> chunk;
      case AutoCloseable owned -> new Owned(owned);
      case null, default -> new Value<>(result);
    };
  }

  /** A result as a chunk; when it is one of the arguments, which have an owner, that one shares. */
  @SuppressWarnings("ReferenceEquality") // the very object, whatever it equals
  static Chunk chunk(@Nullable Object result, List<Chunk> arguments) {
    if (result instanceof AutoCloseable) {
      for (Chunk argument : arguments) {
        if (value(argument) == result) {
          return argument.retain();
        }
      }
    }
    return chunk(result);
  }

  /** The result in {@code chunk}, which stays its owner. */
  public static @Nullable Object value(Chunk chunk) {
    return switch (chunk) {
      case Value<?> value -> value.value();
      case Owned owned -> owned.value();
      default -> chunk;
    };
  }

  /** The result in {@code chunk}, which is given up: the caller is the owner. */
  public static @Nullable Object take(Chunk chunk) {
    return chunk instanceof Owned owned ? owned.take() : value(chunk);
  }
}
