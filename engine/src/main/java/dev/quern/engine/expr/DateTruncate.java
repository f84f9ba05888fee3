package dev.quern.engine.expr;

import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.type.DType;
import java.util.List;
import java.util.Locale;

/** A date or timestamp cut to the start of its unit. */
public record DateTruncate(DateUnit unit, Expr operand) implements Expr.OfOne {
  @Override
  public DType type() {
    return operand.type();
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new DateTruncate(unit, children.getFirst());
  }

  @Override
  public String toString() {
    return "truncate(" + operand + ", " + unit.name().toLowerCase(Locale.ROOT) + ")";
  }
}
