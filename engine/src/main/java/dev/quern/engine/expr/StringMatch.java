package dev.quern.engine.expr;

import java.util.List;
import java.util.Locale;

/** Whether a string matches a constant in one of the ways of {@link StringTest}. */
public record StringMatch(StringTest test, Expr operand, String pattern)
    implements Expr.Truth, Expr.OfOne {
  @Override
  public Expr withChildren(List<Expr> children) {
    return new StringMatch(test, children.getFirst(), pattern);
  }

  @Override
  public String toString() {
    return operand
        + " "
        + test.name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + " '"
        + pattern
        + "'";
  }
}
