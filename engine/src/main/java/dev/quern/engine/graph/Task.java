package dev.quern.engine.graph;

import java.util.List;
import java.util.Objects;

/**
 * One step of a graph: an operator applied to the results of other tasks.
 *
 * @param key the name of its result
 * @param operator what it does
 * @param inputs whose results it reads, in the order the operator wants them
 * @param origin the plan node it was made from
 */
public record Task(Key key, Operator operator, List<Key> inputs, Origin origin) {

  /** Checks that nothing is missing. */
  public Task {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(origin, "origin");
    inputs = List.copyOf(inputs);
  }
}
