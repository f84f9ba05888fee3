package dev.quern.engine.expr;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.nested.NestedKey;
import dev.quern.engine.function.nested.NestedOfKey;
import dev.quern.engine.function.user.UserFunction;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.LikePattern;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TickType;
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
    if (op == ArithmeticOp.MIN || op == ArithmeticOp.MAX) {
      Optional<Expr> ofTimes = extremeOfTimes(op, left, right);
      if (ofTimes.isPresent()) {
        return ofTimes.get();
      }
    }
    Optional<Expr> ofTime = TimeArithmetic.of(op, left, right);
    if (ofTime.isPresent()) {
      return ofTime.get();
    }
    if (op == ArithmeticOp.REMAINDER) {
      Operands.requireNoUint64("remainder", left);
      Operands.requireNoUint64("remainder", right);
    }
    Expr a = Operands.signed(left);
    Expr b = Operands.signed(right);
    Expr[] pair =
        op == ArithmeticOp.MULTIPLY && Operands.isExactProduct(a, b)
            ? new Expr[] {Operands.decimal(a), Operands.decimal(b)}
            : Operands.alignedNumbers(op.name().toLowerCase(Locale.ROOT), a, b);
    if (pair[0].type() instanceof DecimalType) {
      return DecimalArithmetic.of(op, pair[0], pair[1]);
    }
    return new Expr.Arithmetic(op, pair[0], pair[1], pair[0].type());
  }

  /* Dates, times and durations are ordered as the integers that count them. */
  private static Optional<Expr> extremeOfTimes(ArithmeticOp op, Expr left, Expr right) {
    return Operands.aligned(left, right)
        .filter(pair -> pair[0].type().equals(pair[1].type()))
        .filter(pair -> pair[0].type() == DType.DATE || pair[0].type() instanceof TickType)
        .map(pair -> new Expr.Arithmetic(op, pair[0], pair[1], pair[0].type()));
  }

  /**
   * Division in float64, whatever the operands: by zero gives an infinity or NaN. Of durations what
   * {@link DurationArithmetic} knows.
   */
  public static Expr divide(Expr left, Expr right) {
    Optional<Expr> ofDurations = DurationArithmetic.of(ArithmeticOp.DIVIDE, left, right);
    if (ofDurations.isPresent()) {
      return ofDurations.get();
    }
    Operands.alignedNumbers("divide", left, right);
    return new Expr.Arithmetic(
        ArithmeticOp.DIVIDE,
        implicit(left, DType.FLOAT64),
        implicit(right, DType.FLOAT64),
        DType.FLOAT64);
  }

  /**
   * The quotient of two integers, decimals or durations, truncated toward zero; null where the
   * divisor is 0.
   */
  public static Expr quotient(Expr left, Expr right) {
    if (left.type() instanceof DurationType) {
      return right.type() instanceof DurationType
          ? DurationArithmetic.quotient(left, right)
          : divide(left, right);
    }
    Operands.requireNoUint64("whole quotient", left);
    Operands.requireNoUint64("whole quotient", right);
    Expr[] pair =
        Operands.alignedNumbers("divide whole", Operands.signed(left), Operands.signed(right));
    if (pair[0].type() instanceof DecimalType) {
      return DecimalArithmetic.whole(pair[0], pair[1]);
    }
    if (!pair[0].type().isInteger()) {
      throw Operands.clash("whole division needs integers or decimals", left, right);
    }
    return new Expr.Arithmetic(ArithmeticOp.DIVIDE, pair[0], pair[1], pair[0].type());
  }

  /**
   * The quotient of decimals and integers as a decimal of {@code scale} places, rounded half up;
   * null where the divisor is 0.
   */
  public static Expr divide(Expr left, Expr right, int scale) {
    Expr a = Operands.decimal(Operands.signed(left));
    Expr b = Operands.decimal(Operands.signed(right));
    if (!(a.type() instanceof DecimalType && b.type() instanceof DecimalType)) {
      throw Operands.clash(
          "a quotient of %d places is of decimals and integers".formatted(scale), left, right);
    }
    if (scale < 0 || scale > DecimalType.MAX_PRECISION) {
      throw new PlanException("a quotient of %d places: they are 0 to 38".formatted(scale));
    }
    return DecimalArithmetic.divide(a, b, scale);
  }

  /** Negation, absolute value, sign: of a decimal an int32. */
  public static Expr unary(UnaryOp op, Expr operand) {
    if (op == UnaryOp.NEGATE && operand.type().equals(DType.INTERVAL)) {
      return arithmetic(ArithmeticOp.MULTIPLY, operand, literal(-1));
    }
    if (operand.type() instanceof DurationType) {
      return DurationArithmetic.unary(op, operand);
    }
    Operands.requireNumeric(op.name().toLowerCase(Locale.ROOT), operand);
    if (op == UnaryOp.SIGN && operand.type() instanceof DecimalType) {
      return sign(operand);
    }
    return new Expr.Unary(op, Operands.signed(operand));
  }

  /* A decimal of no digit before the point has no 1. */
  private static Expr sign(Expr decimal) {
    Expr.Literal zero = new Expr.Literal(DType.INT32, 0L);
    Expr isPositive = compare(CompareOp.GT, decimal, zero);
    Expr isNegative = compare(CompareOp.LT, decimal, zero);
    Expr otherwise = when(isNull(decimal), nullOf(DType.INT32), zero);
    return when(
        isPositive,
        new Expr.Literal(DType.INT32, 1L),
        when(isNegative, new Expr.Literal(DType.INT32, -1L), otherwise));
  }

  /** A function of a number, computed in its floating type or in float64. */
  public static Expr math(MathFunction function, Expr operand) {
    Operands.requireNumeric(function.name().toLowerCase(Locale.ROOT), operand);
    return new Expr.MathCall(function, Operands.floating(operand));
  }

  /** {@code base} raised to {@code exponent}, in float64. */
  public static Expr power(Expr base, Expr exponent) {
    Operands.alignedNumbers("raise to a power", base, exponent);
    return new Expr.Power(implicit(base, DType.FLOAT64), implicit(exponent, DType.FLOAT64));
  }

  /**
   * A comparison; both sides are brought to their common type. Lists and structs are compared as
   * {@link NestedKey} says.
   */
  public static Expr compare(CompareOp op, Expr left, Expr right) {
    requireKey("compared", left.toString(), left.type());
    requireKey("compared", right.toString(), right.type());
    Operands.requireOneOrder(op, left, right);
    Expr[] pair =
        Operands.aligned(left, right)
            .orElseThrow(
                () ->
                    Operands.clash(
                        "cannot compare " + new Expr.Compare(op, left, right), left, right));
    Operands.requireSameFields(left, right);
    return new Expr.Compare(op, key("compared", pair[0]), key("compared", pair[1]));
  }

  /** Three-valued AND. */
  public static Expr and(Expr left, Expr right) {
    return new Expr.And(
        Operands.requireBoolean("and", left), Operands.requireBoolean("and", right));
  }

  /** Three-valued OR. */
  public static Expr or(Expr left, Expr right) {
    return new Expr.Or(Operands.requireBoolean("or", left), Operands.requireBoolean("or", right));
  }

  /** NOT. */
  public static Expr not(Expr operand) {
    return new Expr.Not(Operands.requireBoolean("not", operand));
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
    Operands.requireCast(operand, type);
    return new Expr.Cast(operand, type, false);
  }

  /** The cast to {@code type} that gives null for what does not fit. */
  public static Expr tryCast(Expr operand, DType type) {
    if (operand.type().equals(type)) {
      return operand;
    }
    Operands.requireCast(operand, type);
    return new TryCast(operand, type);
  }

  /** CASE WHEN condition THEN then ELSE otherwise; the branches are brought to a common type. */
  public static Expr when(Expr condition, Expr then, Expr otherwise) {
    Operands.requireBoolean("when", condition);
    Expr[] pair =
        Operands.aligned(then, otherwise)
            .orElseThrow(
                () -> Operands.clash("the branches of when have no common type", then, otherwise));
    return new Expr.Case(condition, pair[0], pair[1]);
  }

  /** The first that is not null. */
  public static Expr coalesce(Expr first, Expr second) {
    Expr[] pair =
        Operands.aligned(first, second)
            .orElseThrow(() -> Operands.clash("coalesce finds no common type", first, second));
    return new Expr.Coalesce(pair[0], pair[1]);
  }

  /** A string predicate with a constant. */
  public static Expr match(StringTest test, Expr operand, String pattern) {
    Expr text =
        Operands.requireString(test.name().toLowerCase(Locale.ROOT).replace('_', ' '), operand);
    if (test == StringTest.LIKE) {
      LikePattern.compile(pattern);
    }
    return new StringMatch(test, text, pattern);
  }

  /** The length of a string in code points. */
  public static Expr length(Expr operand) {
    return new StringLength(Operands.requireString("length", operand));
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
    return new Substring(Operands.requireString("substring", operand), from, count);
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
    return Literals.exactly(operand, type).orElse(operand);
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
        || (expr instanceof VectorCall vectors && vectors.function().callsUserFunction())
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

  /** Whether values of {@code type} have an order and may be keys: all but intervals do. */
  public static boolean isKey(DType type) {
    return NestedKey.exists(type);
  }

  /**
   * What stands for {@code operand} where values are told apart or put in order: of a list or
   * struct its bytes as {@link NestedKey} makes them, else itself. Intervals are refused.
   */
  public static Expr key(String verb, Expr operand) {
    requireKey(verb, operand.toString(), operand.type());
    return operand.type().isNested() ? VectorCall.of(new NestedKey(), operand) : operand;
  }

  /** The value of {@code type} that {@code key} stands for. */
  public static Expr ofKey(Expr key, DType type) {
    return type.isNested() ? VectorCall.of(new NestedOfKey(type), key) : key;
  }

  /** Refuses an interval called {@code name}, and what holds some: they have no order. */
  public static void requireKey(String verb, String name, DType type) {
    if (!isKey(type)) {
      throw new PlanException(
          "%s is %s, which cannot be %s: a month has no fixed length; add it to a date and take that, or take its parts by interval().months(), days() and nanos()"
              .formatted(
                  name, type.isNested() ? type + " and holds an interval" : "an interval", verb));
    }
  }

  /** Refuses what {@link #requireKey} does, and lists and structs as well. */
  public static void requireFlat(String verb, Expr operand) {
    DType type = operand.type();
    if (type.isNested()) {
      throw new PlanException(
          "%s is %s, which cannot be %s: %s first"
              .formatted(
                  operand,
                  type,
                  verb,
                  type instanceof ListType ? "explode or join it" : "unnest it or take a field"));
    }
    requireKey(verb, operand.toString(), type);
  }
}
