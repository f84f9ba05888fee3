package dev.quern.engine.function;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A function of the values of one row. It gives the same for the same arguments, always: so it may
 * be computed once per distinct value, moved and left out.
 *
 * <p>Compared by {@code equals}: two functions that are equal and have equal arguments are computed
 * once.
 */
public interface ScalarFunction extends Serializable {

  /** The name that plans and errors print. */
  String label();

  /** A call as plans and errors print it. */
  default String call(List<String> arguments) {
    return arguments.stream().collect(Collectors.joining(", ", label() + "(", ")"));
  }

  /** What it takes and gives. */
  Signature signature();

  /**
   * The function at work, for one task.
   *
   * @param known what is known of the arguments before the first row; a constant that makes no
   *     sense (a pattern that does not compile) is a {@code PlanException} here
   */
  RowFunction bind(Known known);
}
