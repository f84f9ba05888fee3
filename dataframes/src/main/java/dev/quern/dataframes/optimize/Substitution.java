package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Expressions over a projection's output, said in terms of its input. */
final class Substitution {
  private final Map<String, Expr> definitions = new HashMap<>();

  Substitution(List<NamedExpr> columns) {
    columns.forEach(column -> definitions.put(column.name(), column.expr()));
  }

  /** {@code expr} with the columns of the output replaced by what they are computed from. */
  Expr apply(Expr expr) {
    return Exprs.replaceColumns(expr, column -> definitions.getOrDefault(column.name(), column));
  }

  /** Whether {@code expr} reads only outputs that are columns of the input. */
  boolean readsOnlyColumns(Expr expr) {
    return Exprs.columns(expr).stream()
        .allMatch(name -> definitions.get(name) instanceof Expr.Column);
  }
}
