package dev.quern.dataframes.plan;

import dev.quern.engine.expr.Expr;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.util.List;

/**
 * An output column: an expression and its name.
 *
 * @param name the column's name in the output
 * @param expr what it is computed from, in terms of the input
 */
public record NamedExpr(String name, Expr expr) implements Serializable {

  /** The column {@code field} under its own name. */
  public static NamedExpr column(Field field) {
    return new NamedExpr(field.name(), new Expr.Column(field.name(), field.type()));
  }

  /** The schema of a row of such columns. */
  public static Schema schema(List<NamedExpr> columns) {
    return Schema.of(columns.stream().map(NamedExpr::field).toList());
  }

  /** The field that this column makes. */
  public Field field() {
    return Field.of(name, expr.type());
  }

  /** Whether this is a column of the input, under whatever name. */
  public boolean isColumn() {
    return expr instanceof Expr.Column;
  }

  @Override
  public String toString() {
    return expr instanceof Expr.Column column && column.name().equals(name)
        ? name
        : expr + " as " + name;
  }
}
