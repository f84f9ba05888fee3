package dev.quern.engine.expr;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.number.Membership;
import dev.quern.engine.function.number.NumberFunction;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Promotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes expressions that choose among values or compare them with several, checked. */
public final class Choices {
  /* With fewer constants a comparison with each is faster than a look into a table. */
  private static final int MANY = 6;

  private Choices() {}

  /** Whether {@code operand} equals one of some constants; null where it is null. */
  public static Expr in(Expr operand, List<?> values) {
    Exprs.requireKey("compared", operand.toString(), operand.type());
    if (values.size() > MANY) {
      Optional<List<Object>> same = inType(operand.type(), values);
      if (same.isPresent()) {
        return Calls.of(new Membership(same.get()), operand);
      }
    }
    return values.stream()
        .map(value -> Exprs.compare(CompareOp.EQ, operand, Exprs.literal(value)))
        .reduce(Exprs::or)
        .orElseGet(() -> Exprs.literal(false));
  }

  /* The constants as values of `type`, where all of them are some. */
  private static Optional<List<Object>> inType(DType type, List<?> values) {
    if (type instanceof DecimalType
        || type == DType.BOOL
        || type == DType.BINARY
        || type.isNested()) {
      return Optional.empty();
    }
    List<Object> same = new ArrayList<>(values.size());
    for (Object value : values) {
      Optional<Expr.Literal> literal = Literals.in(Literals.of(value), type);
      if (literal.isEmpty()) {
        return Optional.empty();
      }
      same.add(Objects.requireNonNull(literal.get().value()));
    }
    return Optional.of(same);
  }

  /** Whether two values are equal or both null; never null itself. */
  public static Expr equalOrBothNull(Expr left, Expr right) {
    return Exprs.coalesce(
        Exprs.compare(CompareOp.EQ, left, right),
        Exprs.and(Exprs.isNull(left), Exprs.isNull(right)));
  }

  /**
   * Two values of one type, of which is asked whether they are equal or both null.
   *
   * @param left one of them
   * @param right the other one
   */
  public record NullSafePair(Expr left, Expr right) {}

  /** What {@code condition} compares, if it is one of {@link #equalOrBothNull}. */
  public static Optional<NullSafePair> nullSafePair(Expr condition) {
    return condition
                instanceof
                Expr.Coalesce(
                    Expr.Compare(CompareOp op, Expr left, Expr right),
                    Expr.And(Expr.IsNull(Expr a), Expr.IsNull(Expr b)))
            && op == CompareOp.EQ
            && condition.equals(equalOrBothNull(a, b))
        ? Optional.of(new NullSafePair(left, right))
        : Optional.empty();
  }

  /** Null where the two are equal, else the first. */
  public static Expr nullIf(Expr value, Expr other) {
    return new Expr.Case(
        Exprs.compare(CompareOp.EQ, value, other), Exprs.nullOf(value.type()), value);
  }

  /** The greatest of some values, nulls left out, in their common type. */
  public static Expr greatest(List<Expr> values) {
    return extreme(NumberFunction.GREATEST, values);
  }

  /** The least of some values, nulls left out, in their common type. */
  public static Expr least(List<Expr> values) {
    return extreme(NumberFunction.LEAST, values);
  }

  private static Expr extreme(NumberFunction function, List<Expr> values) {
    values.forEach(value -> Exprs.requireKey("compared", value.toString(), value.type()));
    if (values.isEmpty()) {
      throw new PlanException(function.label() + " of nothing: give it a value at least");
    }
    Expr some =
        values.stream()
            .filter(value -> !(value instanceof Expr.Literal))
            .findFirst()
            .orElse(values.getFirst());
    DType common = some.type();
    for (Expr value : values) {
      Optional<Expr.Literal> literal =
          value instanceof Expr.Literal constant ? Literals.in(constant, common) : Optional.empty();
      if (literal.isPresent()) {
        continue;
      }
      DType soFar = common;
      common =
          Promotion.common(common, value.type())
              .orElseThrow(
                  () ->
                      new PlanException(
                          "%s finds no common type: %s is %s, %s is %s"
                              .formatted(function.label(), some, soFar, value, value.type())));
    }
    DType type = common;
    // Lists and structs are compared as the bytes that stand for them.
    List<Expr> keys =
        values.stream().map(v -> Exprs.key("compared", Exprs.implicit(v, type))).toList();
    return Exprs.ofKey(Calls.of(function, keys), type);
  }
}
