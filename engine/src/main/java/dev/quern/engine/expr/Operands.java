package dev.quern.engine.expr;

import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.Promotion;
import dev.quern.engine.type.StructType;
import java.math.BigDecimal;
import java.util.Optional;

/** What operands of expressions have to be, and how two are brought to types that work together. */
final class Operands {
  private Operands() {}

  /** Both sides in their common type, when there is one. */
  static Optional<Expr[]> aligned(Expr left, Expr right) {
    if (left instanceof Expr.Literal a && !(right instanceof Expr.Literal)) {
      Optional<Expr.Literal> inside = Literals.in(a, right.type());
      if (inside.isPresent()) {
        return Optional.of(new Expr[] {inside.get(), right});
      }
    } else if (right instanceof Expr.Literal b) {
      Optional<Expr.Literal> inside = Literals.in(b, left.type());
      if (inside.isPresent()) {
        return Optional.of(new Expr[] {left, inside.get()});
      }
    } else if (left.type().isNested()) {
      Optional<Expr> inside = Literals.exactly(right, left.type());
      if (inside.isPresent()) {
        return Optional.of(new Expr[] {left, inside.get()});
      }
    }
    return Promotion.common(left.type(), right.type())
        .map(type -> new Expr[] {Exprs.implicit(left, type), Exprs.implicit(right, type)});
  }

  /* An integer factor has no digits behind the point: the product gets no more than it needs. */
  static boolean isExactProduct(Expr left, Expr right) {
    return (left.type() instanceof DecimalType && right.type().isInteger())
        || (right.type() instanceof DecimalType && left.type().isInteger());
  }

  static Expr decimal(Expr operand) {
    if (!operand.type().isInteger()) {
      return operand;
    }
    if (operand instanceof Expr.Literal literal && literal.value() instanceof Long number) {
      return Exprs.implicit(operand, DType.decimal(BigDecimal.valueOf(number).precision(), 0));
    }
    return Exprs.implicit(operand, Promotion.decimalOf(operand.type()));
  }

  static Expr[] alignedNumbers(String verb, Expr left, Expr right) {
    requireNumeric(verb, left);
    requireNumeric(verb, right);
    if (left.type() instanceof DecimalType && right.type() instanceof DecimalType) {
      return new Expr[] {left, right};
    }
    return aligned(left, right).orElseThrow(() -> clash("cannot " + verb, left, right));
  }

  /* As a decimal it could be computed with, but of decimals there is none. */
  static void requireNoUint64(String what, Expr operand) {
    if (operand.type() == DType.UINT64) {
      throw new PlanException(
          "%s is uint64, of which there is no %s: cast it to int64 first".formatted(operand, what));
    }
  }

  static Expr signed(Expr operand) {
    return Exprs.implicit(operand, Promotion.signed(operand.type()));
  }

  static Expr floating(Expr operand) {
    return operand.type().isFloating() ? operand : Exprs.implicit(operand, DType.FLOAT64);
  }

  static void requireCast(Expr operand, DType type) {
    if (!Casts.exists(operand.type(), type)) {
      throw new PlanException(
          "%s is %s and cannot be cast to %s".formatted(operand, operand.type(), type));
    }
  }

  static Expr requireBoolean(String verb, Expr operand) {
    if (operand.type() != DType.BOOL) {
      throw new PlanException(
          "%s needs a truth value, but %s is %s".formatted(verb, operand, operand.type()));
    }
    return operand;
  }

  static void requireNumeric(String verb, Expr operand) {
    if (!operand.type().isNumeric()) {
      throw new PlanException(
          "cannot %s %s, which is %s: a number is needed".formatted(verb, operand, operand.type()));
    }
  }

  /* Names have an order of their own, which is not that of text. */
  static void requireOneOrder(CompareOp op, Expr left, Expr right) {
    boolean ofNames = left.type() instanceof CategoricalType;
    if (op == CompareOp.EQ
        || op == CompareOp.NE
        || left instanceof Expr.Literal
        || right instanceof Expr.Literal
        || ofNames == right.type() instanceof CategoricalType) {
      return;
    }
    if (left.type() == DType.UTF8 || right.type() == DType.UTF8) {
      throw clash(
          "which order is meant, that of the names or that of text? cast one of them", left, right);
    }
  }

  /* Structs of different fields meet where rows are put together, but are not compared. */
  static void requireSameFields(Expr left, Expr right) {
    if (!haveSameFields(left.type(), right.type())) {
      throw clash("structs are compared that have the same fields", left, right);
    }
  }

  private static boolean haveSameFields(DType left, DType right) {
    if (left instanceof ListType a && right instanceof ListType b) {
      return haveSameFields(a.element(), b.element());
    }
    return !(left instanceof StructType a && right instanceof StructType b)
        || (a.fields().size() == b.fields().size()
            && a.fields().stream()
                .allMatch(
                    field ->
                        b.field(field.name())
                            .filter(other -> haveSameFields(field.type(), other.type()))
                            .isPresent()));
  }

  /* The operand as text, which a categorical has in its names. */
  static Expr requireString(String verb, Expr operand) {
    if (operand.type() instanceof CategoricalType) {
      return Exprs.implicit(operand, DType.UTF8);
    }
    if (operand.type() != DType.UTF8) {
      throw new PlanException(
          "%s needs text, but %s is %s: cast it to utf8 first"
              .formatted(verb, operand, operand.type()));
    }
    return operand;
  }

  static PlanException clash(String what, Expr left, Expr right) {
    return new PlanException(
        "%s: %s is %s, %s is %s".formatted(what, left, left.type(), right, right.type()));
  }
}
