package dev.quern.engine.expr;

import dev.quern.engine.type.DType;
import dev.quern.engine.window.WindowFunction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A window function: a value computed from other rows of the row's partition. It is what users
 * write; before anything runs, a plan node of its own computes it, and a column stands here.
 */
public record Over(
    WindowFunction function, List<Expr> inputs, List<Expr> partition, List<Ordered> order)
    implements Expr {
  /** Copies the lists. */
  public Over {
    inputs = List.copyOf(inputs);
    partition = List.copyOf(partition);
    order = List.copyOf(order);
  }

  @Override
  public DType type() {
    return function.resultType(inputs.stream().map(Expr::type).toList());
  }

  @Override
  public List<Expr> children() {
    return Stream.of(inputs, partition, order.stream().map(Ordered::value).toList())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    int keys = inputs.size() + partition.size();
    List<Ordered> ordered = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      ordered.add(order.get(i).withValue(children.get(keys + i)));
    }
    return new Over(
        function,
        children.subList(0, inputs.size()),
        children.subList(inputs.size(), keys),
        ordered);
  }

  @Override
  public String toString() {
    return "%s%s over %s%s".formatted(function, inputs, partition, order.isEmpty() ? "" : order);
  }

  /** One key of an order. */
  public record Ordered(Expr value, boolean descending, boolean nullsFirst)
      implements Serializable {
    Ordered withValue(Expr other) {
      return new Ordered(other, descending, nullsFirst);
    }

    @Override
    public String toString() {
      return value + (descending ? " desc" : "") + (nullsFirst ? " nulls first" : "");
    }
  }
}
