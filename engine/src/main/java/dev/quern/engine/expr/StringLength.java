package dev.quern.engine.expr;

import dev.quern.engine.type.DType;
import java.util.List;

/** The number of code points of a string, int32. */
public record StringLength(Expr operand) implements Expr.OfOne {
  @Override
  public DType type() {
    return DType.INT32;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new StringLength(children.getFirst());
  }

  @Override
  public String toString() {
    return "length(" + operand + ")";
  }
}
