package dev.quern.dataframes;

import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.type.Schema;
import dev.quern.engine.window.WindowFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be computed over the rows of each group: {@code sum("x")}, {@code
 * mean(col("a").plus("b")).as("m")}. Without {@link #as} it is called after what it computes, as in
 * {@code sum(x)}.
 */
public final class Aggregation {
  private final String verb;
  private final AggregateFunction function;
  private final Optional<Column> input;
  private final Optional<String> name;

  Aggregation(String verb, AggregateFunction function, Optional<Column> input) {
    this(verb, function, input, Optional.empty());
  }

  private Aggregation(
      String verb, AggregateFunction function, Optional<Column> input, Optional<String> name) {
    this.verb = verb;
    this.function = function;
    this.input = input;
    this.name = name;
  }

  /** The same in a column called {@code newName}. */
  public Aggregation as(String newName) {
    return new Aggregation(verb, function, input, Optional.of(newName));
  }

  /**
   * The aggregate over the rows of {@code window} for each row: a column for {@code select} and
   * {@code withColumns}.
   */
  public Column over(Window window) {
    WindowFunction framed = new WindowFunction.Framed(function, window.frame());
    return Column.computed(schema -> window.bind(framed, input.stream().toList(), schema));
  }

  /** The aggregates over an input of {@code schema}, checked. */
  static List<NamedAggregate> bind(Aggregation[] aggregations, Schema schema) {
    List<NamedAggregate> bound = new ArrayList<>();
    for (Aggregation aggregation : aggregations) {
      bound.add(aggregation.bind(schema));
    }
    // Fails here, at the user's call, when a function does not take its input.
    bound.forEach(NamedAggregate::field);
    return bound;
  }

  private NamedAggregate bind(Schema schema) {
    List<Expr> inputs =
        input.map(column -> WindowPlans.none(column.bind(schema), "an aggregate")).stream()
            .toList();
    String derived =
        name.orElseGet(() -> "%s(%s)".formatted(verb, inputs.isEmpty() ? "" : inputs.getFirst()));
    return new NamedAggregate(derived, function, inputs);
  }

  @Override
  public String toString() {
    return verb + input.map(column -> "(" + column + ")").orElse("()");
  }
}
