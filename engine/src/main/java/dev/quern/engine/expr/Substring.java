package dev.quern.engine.expr;

import dev.quern.engine.type.DType;
import java.util.List;

/**
 * A part of a string.
 *
 * @param from the first code point, counted from 1
 * @param count how many code points at most
 */
public record Substring(Expr operand, int from, int count) implements Expr.OfOne {
  @Override
  public DType type() {
    return operand.type();
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new Substring(children.getFirst(), from, count);
  }

  @Override
  public String toString() {
    return "substring(" + operand + ", " + from + ", " + count + ")";
  }
}
