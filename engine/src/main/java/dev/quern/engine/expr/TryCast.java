package dev.quern.engine.expr;

import dev.quern.engine.type.DType;
import java.util.List;

/** The value in another type, or null where it does not fit. */
public record TryCast(Expr operand, DType type) implements Expr {
  @Override
  public List<Expr> children() {
    return List.of(operand);
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new TryCast(children.getFirst(), type);
  }

  @Override
  public String toString() {
    return "try_cast(" + operand + " as " + type + ")";
  }
}
