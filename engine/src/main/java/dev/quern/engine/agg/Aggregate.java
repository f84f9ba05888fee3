package dev.quern.engine.agg;

import java.util.List;

/**
 * One aggregate of a group-by: the function, what it reads and what the result is called.
 *
 * @param name the result's column
 * @param function what is computed
 * @param inputs positions of the input columns in the batches that are consumed
 */
public record Aggregate(String name, AggregateFunction function, List<Integer> inputs) {

  /** Copies the list. */
  public Aggregate {
    inputs = List.copyOf(inputs);
  }

  /** {@code function} over the column at {@code input}. */
  public static Aggregate of(String name, AggregateFunction function, int input) {
    return new Aggregate(name, function, List.of(input));
  }

  /** The number of rows. */
  public static Aggregate countAll(String name) {
    return new Aggregate(name, AggregateFunction.COUNT_ALL, List.of());
  }
}
