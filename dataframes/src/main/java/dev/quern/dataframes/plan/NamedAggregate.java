package dev.quern.dataframes.plan;

import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.type.Field;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An output column of an aggregation.
 *
 * @param name the column's name in the output
 * @param function what is computed over the rows of each group
 * @param inputs what it reads, in terms of the aggregation's input
 */
public record NamedAggregate(String name, AggregateFunction function, List<Expr> inputs)
    implements Serializable {

  /** Copies the list. */
  public NamedAggregate {
    inputs = List.copyOf(inputs);
  }

  /** The field that this aggregate makes. */
  public Field field() {
    return Field.of(name, function.resultType(inputs.stream().map(Expr::type).toList()));
  }

  @Override
  public String toString() {
    String arguments = inputs.stream().map(Expr::toString).collect(Collectors.joining(", "));
    return (inputs.isEmpty() ? function : function + "(" + arguments + ")") + " as " + name;
  }
}
