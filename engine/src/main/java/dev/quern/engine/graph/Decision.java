package dev.quern.engine.graph;

import dev.quern.engine.chunk.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An operator whose result says whether the {@link Contingent} tasks that read it have anything to
 * do: a runtime for which tasks are costly asks, and leaves those out that have not.
 *
 * <p>What is decided may depend on the memory there is. A runtime that carries the task out once
 * more, as its result was lost, has to use {@link #decided} then.
 */
public interface Decision extends Operator {

  /** Whether the contingent tasks that read {@code result}, which this gave, have work. */
  boolean calls(Chunk result);

  /** The same operator, with this decision made: whatever memory there is. */
  Operator decided(boolean calls);

  /** The decision that ends {@code operator}, if one does. */
  static Optional<Decision> of(Operator operator) {
    Operator last =
        operator instanceof FusedOperator fused ? fused.steps().getLast().operator() : operator;
    return last instanceof Decision decision ? Optional.of(decision) : Optional.empty();
  }

  /** {@code operator}, which a decision ends, with that made. */
  static Operator decided(Operator operator, boolean calls) {
    return switch (operator) {
      case Decision decision -> decision.decided(calls);
      case FusedOperator(List<FusedOperator.Step> steps) -> {
        List<FusedOperator.Step> decided = new ArrayList<>(steps);
        FusedOperator.Step last = decided.removeLast();
        decided.add(new FusedOperator.Step(decided(last.operator(), calls), last.origin()));
        yield new FusedOperator(decided);
      }
      default -> throw new IllegalArgumentException(operator + " decides nothing");
    };
  }
}
