package dev.quern.scheduler.task;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The arguments of a call while they are gathered. Not thread-safe. */
public final class CallArguments {
  private final List<Argument> arguments = new ArrayList<>();
  private final List<Object> inputs = new ArrayList<>();

  /** None so far. */
  public CallArguments() {}

  /** A value that is known already. */
  public CallArguments value(@Nullable Object value) {
    arguments.add(new Argument.Constant(value));
    return this;
  }

  /** The result of {@code call}. */
  public CallArguments call(CallNode call) {
    arguments.add(Argument.NEXT);
    inputs.add(call);
    return this;
  }

  /** What the only chunk of {@code chunks} is, which stays its owner. */
  public CallArguments chunk(LazyChunks chunks) {
    arguments.add(Argument.NEXT);
    inputs.add(chunks);
    return this;
  }

  /** What {@code result} makes of {@code chunks}, for the time of the call. */
  public CallArguments chunks(LazyChunks chunks, BiFunction<MemoryBudget, List<Chunk>, ?> result) {
    arguments.add(new Argument.Whole(chunks.size(), result));
    inputs.add(chunks);
    return this;
  }

  /** A list of all arguments of {@code parts}. */
  public CallArguments several(CallArguments parts) {
    arguments.add(new Argument.Several(List.copyOf(parts.arguments)));
    inputs.addAll(parts.inputs);
    return this;
  }

  List<Argument> arguments() {
    return List.copyOf(arguments);
  }

  List<Object> inputs() {
    return List.copyOf(inputs);
  }
}
