package dev.quern.engine.expr;

import dev.quern.engine.plan.Plan;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * A value that comes from the rows of another plan. It is what users write; before anything runs, a
 * join computes it, and a column stands here.
 *
 * @param kind what is asked of the rows
 * @param children what is compared with them
 * @param rows a plan of one column
 */
@SuppressWarnings("serial") // gone before an expression is sent anywhere
public record Subquery(Kind kind, List<Expr> children, Plan<?> rows, DType type) implements Expr {

  /** What is asked of the rows. */
  public enum Kind {
    /** Whether a value is among theirs: SQL's {@code IN}, in three-valued logic. */
    IN,
    /** The value of the only row; null if there is none. */
    SCALAR
  }

  /** Copies the list. */
  public Subquery {
    children = List.copyOf(children);
  }

  /** Whether {@code operand} is among the values of {@code rows}. */
  public static Subquery in(Expr operand, Plan<?> rows) {
    return new Subquery(Kind.IN, List.of(operand), rows, DType.BOOL);
  }

  /** The value, of {@code type}, of the only row. */
  public static Subquery scalar(Plan<?> rows, DType type) {
    return new Subquery(Kind.SCALAR, List.of(), rows, type);
  }

  @Override
  public Subquery withChildren(List<Expr> others) {
    return new Subquery(kind, others, rows, type);
  }

  @Override
  public String toString() {
    return kind == Kind.IN
        ? "%s in (%s)".formatted(children.getFirst(), rows.label())
        : "scalar(%s)".formatted(rows.label());
  }
}
