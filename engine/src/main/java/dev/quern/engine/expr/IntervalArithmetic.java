package dev.quern.engine.expr;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.time.IntervalFunction;
import dev.quern.engine.function.time.IntervalSum;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.util.Locale;
import java.util.Optional;

/**
 * Sums and multiples of calendar intervals.
 *
 * <pre>
 *   timestamp +- interval = timestamp     a date counts as its midnight, in microseconds
 *   interval  +- interval = interval      a duration counts as nanoseconds
 *   interval  *  integer  = interval
 * </pre>
 */
final class IntervalArithmetic {
  private IntervalArithmetic() {}

  /** The result if one operand is an interval; what intervals do not do is an error. */
  static Optional<Expr> of(ArithmeticOp op, Expr left, Expr right) {
    boolean isLeft = left.type().equals(DType.INTERVAL);
    boolean isRight = right.type().equals(DType.INTERVAL);
    if (!isLeft && !isRight) {
      return Optional.empty();
    }
    Optional<Expr> result =
        switch (op) {
          case ADD -> isRight ? sum(false, left, right) : sum(false, right, left);
          case SUBTRACT -> isRight ? sum(true, left, right) : difference(left, right);
          case MULTIPLY -> isLeft ? product(left, right) : product(right, left);
          case DIVIDE, REMAINDER, MIN, MAX -> Optional.empty();
        };
    if (result.isEmpty()) {
      throw new PlanException(
          "cannot %s %s (%s) and %s (%s): intervals are added to timestamps, dates, durations and each other, and multiplied by integers"
              .formatted(
                  op.name().toLowerCase(Locale.ROOT), left, left.type(), right, right.type()));
    }
    return result;
  }

  private static Optional<Expr> sum(boolean before, Expr other, Expr interval) {
    DType type = other.type();
    if (type.equals(DType.INTERVAL) || type instanceof DurationType) {
      return Optional.of(
          Calls.of(
              before ? IntervalFunction.SUBTRACT : IntervalFunction.ADD,
              Exprs.implicit(other, DType.INTERVAL),
              interval));
    }
    if (type == DType.DATE) {
      Expr midnight = Exprs.implicit(other, DType.timestamp(TimeUnit.MICRO));
      return Optional.of(Calls.of(new IntervalSum(before), midnight, interval));
    }
    return type instanceof TimestampType
        ? Optional.of(Calls.of(new IntervalSum(before), other, interval))
        : Optional.empty();
  }

  private static Optional<Expr> difference(Expr interval, Expr other) {
    return other.type() instanceof DurationType
        ? Optional.of(
            Calls.of(IntervalFunction.SUBTRACT, interval, Exprs.implicit(other, DType.INTERVAL)))
        : Optional.empty();
  }

  private static Optional<Expr> product(Expr interval, Expr factor) {
    return factor.type().isInteger()
        ? Optional.of(Calls.of(IntervalFunction.TIMES, interval, factor))
        : Optional.empty();
  }
}
