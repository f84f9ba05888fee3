package dev.quern.engine.expr;

import dev.quern.engine.kernel.DatePart;
import dev.quern.engine.type.DType;
import java.util.List;
import java.util.Locale;

/** A field of a date or timestamp, int32; of an instant in UTC (others are made local before). */
public record DateField(DatePart part, Expr operand) implements Expr.OfOne {
  @Override
  public DType type() {
    return DType.INT32;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new DateField(part, children.getFirst());
  }

  @Override
  public String toString() {
    return part.name().toLowerCase(Locale.ROOT) + "(" + operand + ")";
  }
}
