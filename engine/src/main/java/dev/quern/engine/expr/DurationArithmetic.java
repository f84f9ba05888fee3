package dev.quern.engine.expr;

import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.Promotion;
import java.util.Optional;

/**
 * Multiples and parts of durations, on the numbers that count them: what leaves 64 bits is an
 * error.
 *
 * <pre>
 *   duration *   integer  = duration
 *   duration /   integer  = duration     toward zero, null where the integer is 0
 *   duration *,/ float    = duration     to the nearest unit, computed in float64
 *   duration /   duration = float64
 *   duration %   duration = duration     null where the divisor is 0
 * </pre>
 */
final class DurationArithmetic {
  private DurationArithmetic() {}

  /** The result if one operand is a duration and these operations know the other. */
  static Optional<Expr> of(ArithmeticOp op, Expr left, Expr right) {
    boolean isLeft = left.type() instanceof DurationType;
    boolean isRight = right.type() instanceof DurationType;
    return switch (op) {
      case MULTIPLY ->
          isLeft && right.type().isNumeric()
              ? Optional.of(scaled(op, left, right))
              : isRight && left.type().isNumeric()
                  ? Optional.of(scaled(op, right, left))
                  : Optional.empty();
      case DIVIDE ->
          isLeft && isRight
              ? Optional.of(ratio(left, right))
              : isLeft && right.type().isNumeric()
                  ? Optional.of(scaled(op, left, right))
                  : Optional.empty();
      case REMAINDER -> isLeft && isRight ? Optional.of(remainder(left, right)) : Optional.empty();
      case ADD, SUBTRACT, MIN, MAX -> Optional.empty();
    };
  }

  /** How often the right duration is in the left one, toward zero; null where it is 0. */
  static Expr quotient(Expr left, Expr right) {
    DType common = Promotion.common(left.type(), right.type()).orElseThrow();
    return new Expr.Arithmetic(
        ArithmeticOp.DIVIDE,
        TimeArithmetic.count(Exprs.implicit(left, common)),
        TimeArithmetic.count(Exprs.implicit(right, common)),
        DType.INT64);
  }

  /** The negative or absolute duration, or its sign as int64. */
  static Expr unary(UnaryOp op, Expr duration) {
    Expr result = new Expr.Unary(op, TimeArithmetic.count(duration));
    return op == UnaryOp.SIGN ? result : new Expr.Cast(result, duration.type(), true);
  }

  /** How many of a unit a duration is, int64, toward zero. */
  static Expr inUnits(long nanosPerUnit, Expr duration) {
    long nanosPerTick = 1_000_000_000L / ((DurationType) duration.type()).unit().perSecond();
    Expr count = TimeArithmetic.count(duration);
    if (nanosPerTick == nanosPerUnit) {
      return new Expr.Cast(duration, DType.INT64, true);
    }
    return nanosPerTick < nanosPerUnit
        ? constant(ArithmeticOp.DIVIDE, count, nanosPerUnit / nanosPerTick)
        : constant(ArithmeticOp.MULTIPLY, count, nanosPerTick / nanosPerUnit);
  }

  private static Expr constant(ArithmeticOp op, Expr count, long factor) {
    return new Expr.Arithmetic(op, count, new Expr.Literal(DType.INT64, factor), DType.INT64);
  }

  private static Expr scaled(ArithmeticOp op, Expr duration, Expr factor) {
    Expr count = TimeArithmetic.count(duration);
    boolean isWhole = factor.type().isInteger() || factor.type().isUnsigned();
    Expr result =
        isWhole
            ? new Expr.Arithmetic(op, count, Exprs.implicit(factor, DType.INT64), DType.INT64)
            : rounded(
                new Expr.Arithmetic(
                    op,
                    Exprs.implicit(count, DType.FLOAT64),
                    Exprs.implicit(factor, DType.FLOAT64),
                    DType.FLOAT64));
    return new Expr.Cast(result, duration.type(), true);
  }

  private static Expr rounded(Expr real) {
    return new Expr.Cast(new Expr.MathCall(MathFunction.ROUND, real), DType.INT64, false);
  }

  private static Expr ratio(Expr left, Expr right) {
    DType common = Promotion.common(left.type(), right.type()).orElseThrow();
    return new Expr.Arithmetic(
        ArithmeticOp.DIVIDE,
        Exprs.implicit(TimeArithmetic.count(Exprs.implicit(left, common)), DType.FLOAT64),
        Exprs.implicit(TimeArithmetic.count(Exprs.implicit(right, common)), DType.FLOAT64),
        DType.FLOAT64);
  }

  private static Expr remainder(Expr left, Expr right) {
    DType common = Promotion.common(left.type(), right.type()).orElseThrow();
    return new Expr.Cast(
        new Expr.Arithmetic(
            ArithmeticOp.REMAINDER,
            TimeArithmetic.count(Exprs.implicit(left, common)),
            TimeArithmetic.count(Exprs.implicit(right, common)),
            DType.INT64),
        common,
        true);
  }
}
