package dev.quern.dataframes.plan;

import dev.quern.engine.expr.Expr;
import dev.quern.engine.type.Field;
import dev.quern.engine.window.WindowFunction;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An output column of a window.
 *
 * @param name the column's name in the output
 * @param function what is computed for each row
 * @param inputs the columns that it reads
 */
public record NamedWindow(String name, WindowFunction function, List<Expr.Column> inputs)
    implements Serializable {

  /** Copies the list. */
  public NamedWindow {
    inputs = List.copyOf(inputs);
  }

  /** The field that this makes. */
  public Field field() {
    return Field.of(name, function.resultType(inputs.stream().map(Expr.Column::type).toList()));
  }

  @Override
  public String toString() {
    String arguments = inputs.stream().map(Expr.Column::name).collect(Collectors.joining(", "));
    return "%s(%s) as %s".formatted(function, arguments, name);
  }
}
