package dev.quern.engine.expr;

import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.type.DType;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An aggregate: a value computed from all rows of a group. It is what users write; before anything
 * runs, a plan node of its own computes it, and a column stands here.
 */
public record AggregateCall(AggregateFunction function, List<Expr> inputs) implements Expr {
  /** Copies the list. */
  public AggregateCall {
    inputs = List.copyOf(inputs);
  }

  @Override
  public DType type() {
    return function.resultType(inputs.stream().map(Expr::type).toList());
  }

  @Override
  public List<Expr> children() {
    return inputs;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new AggregateCall(function, children);
  }

  @Override
  public String toString() {
    return inputs.isEmpty()
        ? function.toString()
        : inputs.stream()
            .map(Expr::toString)
            .collect(Collectors.joining(", ", function + "(", ")"));
  }
}
