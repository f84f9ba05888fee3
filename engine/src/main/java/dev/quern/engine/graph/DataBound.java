package dev.quern.engine.graph;

/**
 * An operator whose work follows from how much it reads, so that it is short when that is little: a
 * runtime for which tasks are costly may carry several of them out in one place then.
 */
public interface DataBound extends Operator {

  /** Whether this one is: not when it reads a file besides, or calls functions of a user. */
  default boolean isDataBound() {
    return true;
  }

  /** Whether {@code operator} is, and all of its steps if it has several. */
  static boolean of(Operator operator) {
    return switch (operator) {
      case DataBound bound -> bound.isDataBound();
      case FusedOperator fused -> fused.steps().stream().allMatch(step -> of(step.operator()));
      default -> false;
    };
  }
}
