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
  /* Most calls read a few other calls and nothing else: they share these lists. */
  private static final List<List<Argument>> PLAIN =
      List.of(
          List.of(),
          List.of(Argument.NEXT),
          List.of(Argument.NEXT, Argument.NEXT),
          List.of(Argument.NEXT, Argument.NEXT, Argument.NEXT),
          List.of(Argument.NEXT, Argument.NEXT, Argument.NEXT, Argument.NEXT));

  private final List<Argument> arguments;
  private final List<Object> inputs;

  private CallArguments(List<Argument> arguments, List<Object> inputs) {
    this.arguments = arguments;
    this.inputs = inputs;
  }

  /** None so far. */
  public CallArguments() {
    this(new ArrayList<>(), new ArrayList<>());
  }

  /** The results of these calls, at most four. */
  public static CallArguments calls(CallNode... calls) {
    return new CallArguments(PLAIN.get(calls.length), List.of((Object[]) calls));
  }

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
