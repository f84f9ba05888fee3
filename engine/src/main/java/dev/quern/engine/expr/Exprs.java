package dev.quern.engine.expr;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.user.UserFunction;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.LikePattern;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.Promotion;
import dev.quern.engine.type.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes expressions, checked: operands are brought to the type their operation works in, and what
 * cannot meet is a {@link PlanException} at the user's call, with both types in the message.
 *
 * <p>A constant takes the type of what it stands beside when it can be said there without loss: in
 * {@code col("x").plus(1)} the 1 has the type of x. Text beside a date or timestamp is read as one.
 */
public final class Exprs {
  private Exprs() {}

  /** The column {@code name} of an input of {@code schema}. */
  public static Expr column(Schema schema, String name) {
    return new Expr.Column(name, schema.field(name).type());
  }

  /** A constant from a Java object. */
  public static Expr literal(Object value) {
    return Literals.of(value);
  }

  /** The null of a type. */
  public static Expr nullOf(DType type) {
    return new Expr.Literal(type, null);
  }

  /** One value of a type that is not nested, always the same: 0, false or the empty text. */
  public static Expr zero(DType type) {
    if (type instanceof DecimalType decimal) {
      return new Expr.Literal(type, BigDecimal.ZERO.setScale(decimal.scale()));
    }
    if (type == DType.BOOL) {
      return new Expr.Literal(type, false);
    }
    if (type == DType.UINT64) {
      return new Expr.Literal(type, BigDecimal.ZERO);
    }
    if (type.isView()) {
      return new Expr.Literal(type, "");
    }
    return type.isFloating() ? new Expr.Literal(type, 0.0) : new Expr.Literal(type, 0L);
  }

  /**
   * Addition, subtraction, multiplication (in the common type; integers are checked for overflow),
   * least and greatest; of dates, timestamps, times, durations and intervals what {@link
   * TimeArithmetic} and {@link IntervalArithmetic} know. A decimal result has the digits that SQL
   * gives it, at most 38. Unsigned operands are first widened to the signed type that holds them.
   */
  public static Expr arithmetic(ArithmeticOp op, Expr left, Expr right) {
    if (op == ArithmeticOp.DIVIDE) {
      return divide(left, right);
    }
    Optional<Expr> ofIntervals = IntervalArithmetic.of(op, left, right);
    if (ofIntervals.isPresent()) {
      return ofIntervals.get();
    }
    Optional<Expr> ofTime = TimeArithmetic.of(op, left, right);
    if (ofTime.isPresent()) {
      return ofTime.get();
    }
    if (op == ArithmeticOp.REMAINDER) {
      requireNoUint64("remainder", left);
      requireNoUint64("remainder", right);
    }
    Expr a = signed(left);
    Expr b = signed(right);
    Expr[] pair =
        op == ArithmeticOp.MULTIPLY && isExactProduct(a, b)
            ? new Expr[] {decimal(a), decimal(b)}
            : alignedNumbers(op.name().toLowerCase(Locale.ROOT), a, b);
    if (pair[0].type() instanceof DecimalType) {
      return DecimalArithmetic.of(op, pair[0], pair[1]);
    }
    return new Expr.Arithmetic(op, pair[0], pair[1], pair[0].type());
  }

  /** Division in float64, whatever the operands: by zero gives an infinity or NaN. */
  public static Expr divide(Expr left, Expr right) {
    alignedNumbers("divide", left, right);
    return new Expr.Arithmetic(
        ArithmeticOp.DIVIDE,
        implicit(left, DType.FLOAT64),
        implicit(right, DType.FLOAT64),
        DType.FLOAT64);
  }

  /** The quotient of two integers, truncated toward zero; null where the divisor is 0. */
  public static Expr quotient(Expr left, Expr right) {
    requireNoUint64("whole quotient", left);
    requireNoUint64("whole quotient", right);
    Expr[] pair = alignedNumbers("divide whole", signed(left), signed(right));
    if (!pair[0].type().isInteger()) {
      throw clash("whole division needs integers", left, right);
    }
    return new Expr.Arithmetic(ArithmeticOp.DIVIDE, pair[0], pair[1], pair[0].type());
  }

  /** Negation, absolute value, sign. */
  public static Expr unary(UnaryOp op, Expr operand) {
    if (op == UnaryOp.NEGATE && operand.type().equals(DType.INTERVAL)) {
      return arithmetic(ArithmeticOp.MULTIPLY, operand, literal(-1));
    }
    requireNumeric(op.name().toLowerCase(Locale.ROOT), operand);
    return new Expr.Unary(op, signed(operand));
  }

  /** A function of a number, computed in its floating type or in float64. */
  public static Expr math(MathFunction function, Expr operand) {
    requireNumeric(function.name().toLowerCase(Locale.ROOT), operand);
    return new Expr.MathCall(function, floating(operand));
  }

  /** {@code base} raised to {@code exponent}, in float64. */
  public static Expr power(Expr base, Expr exponent) {
    alignedNumbers("raise to a power", base, exponent);
    return new Expr.Power(implicit(base, DType.FLOAT64), implicit(exponent, DType.FLOAT64));
  }

  /** A comparison; both sides are brought to their common type. */
  public static Expr compare(CompareOp op, Expr left, Expr right) {
    requireFlat("compared", left);
    requireFlat("compared", right);
    requireOneOrder(op, left, right);
    Expr[] pair =
        aligned(left, right)
            .orElseThrow(
                () -> clash("cannot compare " + new Expr.Compare(op, left, right), left, right));
    return new Expr.Compare(op, pair[0], pair[1]);
  }

  /** Three-valued AND. */
  public static Expr and(Expr left, Expr right) {
    return new Expr.And(requireBoolean("and", left), requireBoolean("and", right));
  }

  /** Three-valued OR. */
  public static Expr or(Expr left, Expr right) {
    return new Expr.Or(requireBoolean("or", left), requireBoolean("or", right));
  }

  /** NOT. */
  public static Expr not(Expr operand) {
    return new Expr.Not(requireBoolean("not", operand));
  }

  /** Whether {@code operand} is null. */
  public static Expr isNull(Expr operand) {
    return new Expr.IsNull(operand);
  }

  /** The explicit cast to {@code type}; casts that have no meaning are refused here. */
  public static Expr cast(Expr operand, DType type) {
    if (operand.type().equals(type)) {
      return operand;
    }
    requireCast(operand, type);
    return new Expr.Cast(operand, type, false);
  }

  /** The cast to {@code type} that gives null for what does not fit. */
  public static Expr tryCast(Expr operand, DType type) {
    if (operand.type().equals(type)) {
      return operand;
    }
    requireCast(operand, type);
    return new TryCast(operand, type);
  }

  /** CASE WHEN condition THEN then ELSE otherwise; the branches are brought to a common type. */
  public static Expr when(Expr condition, Expr then, Expr otherwise) {
    requireBoolean("when", condition);
    Expr[] pair =
        aligned(then, otherwise)
            .orElseThrow(() -> clash("the branches of when have no common type", then, otherwise));
    return new Expr.Case(condition, pair[0], pair[1]);
  }

  /** The first that is not null. */
  public static Expr coalesce(Expr first, Expr second) {
    Expr[] pair =
        aligned(first, second)
            .orElseThrow(() -> clash("coalesce finds no common type", first, second));
    return new Expr.Coalesce(pair[0], pair[1]);
  }

  /** A string predicate with a constant. */
  public static Expr match(StringTest test, Expr operand, String pattern) {
    Expr text = requireString(test.name().toLowerCase(Locale.ROOT).replace('_', ' '), operand);
    if (test == StringTest.LIKE) {
      LikePattern.compile(pattern);
    }
    return new StringMatch(test, text, pattern);
  }

  /** The length of a string in code points. */
  public static Expr length(Expr operand) {
    return new StringLength(requireString("length", operand));
  }

  /**
   * The part of a string from code point {@code from} on, which is 1 for the first, as in SQL;
   * {@code count} code points, fewer where the string ends before.
   */
  public static Expr substring(Expr operand, int from, int count) {
    if (from < 1 || count < 0) {
      throw new PlanException(
          "substring from %d of %d characters: it begins at 1 or later and has no fewer than 0"
              .formatted(from, count));
    }
    return new Substring(requireString("substring", operand), from, count);
  }

  /** {@code operand} in {@code type}, by a cast that the user did not write. */
  public static Expr implicit(Expr operand, DType type) {
    if (operand.type().equals(type)) {
      return operand;
    }
    if (operand instanceof Expr.Literal literal) {
      Optional<Expr.Literal> exact = Literals.in(literal, type);
      if (exact.isPresent()) {
        return exact.get();
      }
    }
    return new Expr.Cast(operand, type, true);
  }

  /** A constant in {@code type} if it can be said there without loss; else {@code operand}. */
  public static Expr constantAs(Expr operand, DType type) {
    return operand instanceof Expr.Literal literal
        ? Literals.in(literal, type).<Expr>map(exact -> exact).orElse(operand)
        : operand;
  }

  /** The names of the columns that {@code expr} reads, in order of appearance. */
  public static Set<String> columns(Expr expr) {
    Set<String> names = new LinkedHashSet<>();
    collectColumns(expr, names);
    return names;
  }

  /** Whether a function of a user is called, of which nobody knows how long it takes. */
  public static boolean callsUserFunction(Expr expr) {
    return (expr instanceof Call call && call.function() instanceof UserFunction)
        || expr.children().stream().anyMatch(Exprs::callsUserFunction);
  }

  /** The conditions that {@code condition} is the conjunction of. */
  public static List<Expr> conjuncts(Expr condition) {
    List<Expr> parts = new ArrayList<>();
    collectConjuncts(condition, parts);
    return parts;
  }

  /** {@code expr} with its columns replaced. */
  public static Expr replaceColumns(
      Expr expr, java.util.function.Function<Expr.Column, Expr> replacement) {
    if (expr instanceof Expr.Column column) {
      return replacement.apply(column);
    }
    if (expr.children().isEmpty()) {
      return expr;
    }
    List<Expr> children = new ArrayList<>();
    for (Expr child : expr.children()) {
      children.add(replaceColumns(child, replacement));
    }
    return expr.withChildren(children);
  }

  private static void collectColumns(Expr expr, Set<String> names) {
    if (expr instanceof Expr.Column column) {
      names.add(column.name());
    }
    for (Expr child : expr.children()) {
      collectColumns(child, names);
    }
  }

  private static void collectConjuncts(Expr condition, List<Expr> parts) {
    if (condition instanceof Expr.And and) {
      collectConjuncts(and.left(), parts);
      collectConjuncts(and.right(), parts);
    } else {
      parts.add(condition);
    }
  }

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
    }
    return Promotion.common(left.type(), right.type())
        .map(type -> new Expr[] {implicit(left, type), implicit(right, type)});
  }

  /* An integer factor has no digits behind the point: the product gets no more than it needs. */
  private static boolean isExactProduct(Expr left, Expr right) {
    return (left.type() instanceof DecimalType && right.type().isInteger())
        || (right.type() instanceof DecimalType && left.type().isInteger());
  }

  private static Expr decimal(Expr operand) {
    if (!operand.type().isInteger()) {
      return operand;
    }
    if (operand instanceof Expr.Literal literal && literal.value() instanceof Long number) {
      return implicit(operand, DType.decimal(BigDecimal.valueOf(number).precision(), 0));
    }
    return implicit(operand, Promotion.decimalOf(operand.type()));
  }

  private static Expr[] alignedNumbers(String verb, Expr left, Expr right) {
    requireNumeric(verb, left);
    requireNumeric(verb, right);
    if (left.type() instanceof DecimalType && right.type() instanceof DecimalType) {
      return new Expr[] {left, right};
    }
    return aligned(left, right).orElseThrow(() -> clash("cannot " + verb, left, right));
  }

  /* As a decimal it could be computed with, but of decimals there is none. */
  private static void requireNoUint64(String what, Expr operand) {
    if (operand.type() == DType.UINT64) {
      throw new PlanException(
          "%s is uint64, of which there is no %s: cast it to int64 first".formatted(operand, what));
    }
  }

  private static Expr signed(Expr operand) {
    return implicit(operand, Promotion.signed(operand.type()));
  }

  private static Expr floating(Expr operand) {
    return operand.type().isFloating() ? operand : implicit(operand, DType.FLOAT64);
  }

  private static void requireCast(Expr operand, DType type) {
    if (!Casts.exists(operand.type(), type)) {
      throw new PlanException(
          "%s is %s and cannot be cast to %s".formatted(operand, operand.type(), type));
    }
  }

  /** {@code operand}, which is no list, struct or interval: these have no order and are no keys. */
  public static Expr requireFlat(String verb, Expr operand) {
    requireFlat(verb, operand.toString(), operand.type());
    return operand;
  }

  /** Whether values of {@code type} have an order and may be keys. */
  public static boolean isKey(DType type) {
    return !type.isNested() && !type.equals(DType.INTERVAL);
  }

  /**
   * Refuses a list, struct or interval called {@code name}: these have no order and are no keys.
   */
  public static void requireFlat(String verb, String name, DType type) {
    if (type.equals(DType.INTERVAL)) {
      throw new PlanException(
          "%s is an interval, which cannot be %s: a month has no fixed length; add it to a date and take that, or take its parts by interval().months(), days() and nanos()"
              .formatted(name, verb));
    }
    if (type.isNested()) {
      throw new PlanException(
          "%s is %s, which cannot be %s: %s first"
              .formatted(
                  name,
                  type,
                  verb,
                  type instanceof ListType ? "explode or join it" : "unnest it or take a field"));
    }
  }

  private static Expr requireBoolean(String verb, Expr operand) {
    if (operand.type() != DType.BOOL) {
      throw new PlanException(
          "%s needs a truth value, but %s is %s".formatted(verb, operand, operand.type()));
    }
    return operand;
  }

  private static void requireNumeric(String verb, Expr operand) {
    if (!operand.type().isNumeric()) {
      throw new PlanException(
          "cannot %s %s, which is %s: a number is needed".formatted(verb, operand, operand.type()));
    }
  }

  /* Names have an order of their own, which is not that of text. */
  private static void requireOneOrder(CompareOp op, Expr left, Expr right) {
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

  /* The operand as text, which a categorical has in its names. */
  private static Expr requireString(String verb, Expr operand) {
    if (operand.type() instanceof CategoricalType) {
      return implicit(operand, DType.UTF8);
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
