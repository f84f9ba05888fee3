package dev.quern.engine.expr;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.type.DType;
import java.util.List;
import java.util.Optional;

/** A call of a function of one row. Made by {@link Calls#of}, which checks it. */
public record Call(ScalarFunction function, List<Expr> children, DType type) implements Expr {

  /** Copies the list. */
  public Call {
    children = List.copyOf(children);
  }

  @Override
  public Expr withChildren(List<Expr> others) {
    return new Call(function, others, type);
  }

  /** What is known of the arguments before the first row. */
  Known known() {
    return new Known(
        children.stream().map(Expr::type).toList(),
        children.stream()
            .map(
                child ->
                    child instanceof Literal literal
                        ? Optional.ofNullable(literal.value())
                        : Optional.empty())
            .toList());
  }

  @Override
  public String toString() {
    return function.call(children.stream().map(Expr::toString).toList());
  }
}
