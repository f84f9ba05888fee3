package dev.quern.engine.function;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A function of whole vectors, for values that have no slot of their own: lists and structs. What
 * it gives for a row depends on that row's arguments alone, so it may be computed once per distinct
 * value, moved and left out. Compared by {@code equals}.
 */
public interface VectorFunction extends Serializable {

  /** The name that plans and errors print. */
  String label();

  /** A call as plans and errors print it. */
  default String call(List<String> arguments) {
    return arguments.stream().collect(Collectors.joining(", ", label() + "(", ")"));
  }

  /** The type of its result; arguments that it does not take are a {@code PlanException}. */
  DType type(List<DType> arguments);

  /**
   * The types that {@code count} arguments must have for a result of {@code type}, of a function
   * that puts its arguments together; empty of others, and where it cannot give that type.
   */
  default Optional<List<DType>> argumentsFor(DType type, int count) {
    return Optional.empty();
  }

  /** Whether a row may have a value though an argument is null. */
  default boolean nullsPass() {
    return false;
  }

  /** Whether it calls a function of a user, of which nobody knows how long it takes. */
  default boolean callsUserFunction() {
    return false;
  }

  /**
   * The results, owned by the caller.
   *
   * @param arguments flat vectors of {@code rows} rows each, which stay owned by the caller
   * @param active the rows for which errors count
   */
  ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active);
}
