package dev.quern.scheduler.task;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import java.io.Serializable;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** How a call gets one of its arguments from the chunks its task is given. */
sealed interface Argument extends Serializable {

  /** The value of the next chunk. */
  Argument NEXT = new Next();

  /** The value of the next chunk. */
  record Next() implements Argument {}

  /** A value that was known when the call was written. */
  record Constant(@Nullable Object value) implements Argument {}

  /** A list of arguments. */
  record Several(List<Argument> parts) implements Argument {}

  /** What {@code result} makes of the next {@code count} chunks: a table, an array. */
  record Whole(int count, BiFunction<MemoryBudget, List<Chunk>, ?> result) implements Argument {}
}
