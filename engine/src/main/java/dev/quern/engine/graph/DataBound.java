package dev.quern.engine.graph;

/**
 * An operator whose work follows from how much it reads, so that it is short when that is little: a
 * runtime for which tasks are costly may carry several of them out in one place then, or one of
 * them in several places.
 */
public interface DataBound extends Operator {
  /** Of an operator that reads nobody knows how much. */
  long UNKNOWN = Long.MAX_VALUE;

  /** Whether this one is: not when it calls functions of a user. */
  default boolean isDataBound() {
    return true;
  }

  /** Bytes that it reads besides its inputs, as those of a file; {@link #UNKNOWN} at worst. */
  default long besides() {
    return 0;
  }

  /** Whether its result may be much larger than what it reads. */
  default boolean mayGrow() {
    return false;
  }

  /** Whether {@code operator} is, with all of its steps, and reads nothing but its inputs. */
  static boolean of(Operator operator) {
    return besides(operator) == 0;
  }

  /** Bytes that {@code operator} reads besides; {@link #UNKNOWN} when its work may be any. */
  static long besides(Operator operator) {
    return switch (operator) {
      case DataBound bound -> bound.isDataBound() ? bound.besides() : UNKNOWN;
      case FusedOperator fused -> {
        long bytes = 0;
        for (FusedOperator.Step step : fused.steps()) {
          long more = besides(step.operator());
          bytes = more == UNKNOWN ? UNKNOWN : Math.min(bytes, UNKNOWN - more) + more;
        }
        yield bytes;
      }
      default -> UNKNOWN;
    };
  }

  /** Whether the result of {@code operator} may be much larger than what it reads. */
  static boolean mayGrow(Operator operator) {
    return switch (operator) {
      case DataBound bound -> bound.mayGrow();
      case FusedOperator fused -> fused.steps().stream().anyMatch(s -> mayGrow(s.operator()));
      default -> true;
    };
  }
}
