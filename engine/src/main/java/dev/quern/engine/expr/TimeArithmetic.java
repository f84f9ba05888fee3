package dev.quern.engine.expr;

import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.Promotion;
import dev.quern.engine.type.TickType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.util.Optional;

/**
 * Sums and differences of points in time and durations, on the numbers that count them: checked for
 * overflow as those of integers are. Results are in the finer unit.
 *
 * <pre>
 *   timestamp +- duration = timestamp     a date counts as its midnight
 *   time      +- duration = time          around the clock
 *   duration  +- duration = duration
 *   date      +  time     = timestamp
 *   timestamp - timestamp = duration      both with a zone, or none; a date counts as its midnight
 *   date      - date      = duration      in seconds
 *   time      - time      = duration
 * </pre>
 *
 * <p>What durations do beside numbers is in {@link DurationArithmetic}.
 */
final class TimeArithmetic {
  private TimeArithmetic() {}

  /** The sum or difference, if the operands are some of these. */
  static Optional<Expr> of(ArithmeticOp op, Expr left, Expr right) {
    if (op != ArithmeticOp.ADD && op != ArithmeticOp.SUBTRACT) {
      return DurationArithmetic.of(op, left, right);
    }
    if (right.type() instanceof DurationType span) {
      return plus(op, left, right, span);
    }
    if (op == ArithmeticOp.ADD && left.type() instanceof DurationType span) {
      return plus(op, right, left, span);
    }
    return op == ArithmeticOp.ADD ? ofDateAndTime(left, right) : difference(left, right);
  }

  private static Optional<Expr> ofDateAndTime(Expr left, Expr right) {
    if (left.type() == DType.DATE && right.type() instanceof TimeType time) {
      DType result = DType.timestamp(time.unit());
      return Optional.of(counts(ArithmeticOp.ADD, Exprs.implicit(left, result), right, result));
    }
    return left.type() instanceof TimeType && right.type() == DType.DATE
        ? ofDateAndTime(right, left)
        : Optional.empty();
  }

  private static Optional<Expr> difference(Expr left, Expr right) {
    Optional<Expr[]> pair =
        isPoint(left.type()) || isPoint(right.type())
            ? Operands.aligned(left, right)
            : Optional.empty();
    return pair.filter(p -> isPoint(p[0].type()) && p[0].type().equals(p[1].type()))
        .map(
            p -> {
              DType type = p[0].type();
              DType common = type == DType.DATE ? DType.timestamp(TimeUnit.SECOND) : type;
              return counts(
                  ArithmeticOp.SUBTRACT,
                  Exprs.implicit(p[0], common),
                  Exprs.implicit(p[1], common),
                  DType.duration(((TickType) common).unit()));
            });
  }

  private static boolean isPoint(DType type) {
    return type == DType.DATE || type instanceof TimestampType || type instanceof TimeType;
  }

  private static Optional<Expr> plus(ArithmeticOp op, Expr point, Expr span, DurationType type) {
    if (point.type() == DType.DATE) {
      Expr midnight = Exprs.implicit(point, DType.timestamp(type.unit()));
      return plus(op, midnight, span, type);
    }
    if (!(point.type() instanceof TickType ticks)) {
      return Optional.empty();
    }
    var unit = Promotion.finer(ticks, type);
    TickType result =
        switch (ticks) {
          case TimestampType timestamp -> new TimestampType(unit, timestamp.zone());
          case TimeType _ -> DType.time(unit);
          case DurationType _ -> DType.duration(unit);
        };
    Expr sum =
        counts(
            op, Exprs.implicit(point, result), Exprs.implicit(span, DType.duration(unit)), result);
    return Optional.of(result instanceof TimeType time ? aroundTheClock(sum, time) : sum);
  }

  private static Expr counts(ArithmeticOp op, Expr left, Expr right, DType result) {
    return new Expr.Cast(
        new Expr.Arithmetic(op, count(left), count(right), DType.INT64), result, true);
  }

  /* The remainder has the sign of the dividend, so a day is added to it. */
  private static Expr aroundTheClock(Expr time, TimeType type) {
    Expr day = new Expr.Literal(DType.INT64, type.perDay());
    Expr within = remainder(count(time), day);
    Expr positive = new Expr.Arithmetic(ArithmeticOp.ADD, within, day, DType.INT64);
    return new Expr.Cast(remainder(positive, day), type, true);
  }

  private static Expr remainder(Expr count, Expr day) {
    return new Expr.Arithmetic(ArithmeticOp.REMAINDER, count, day, DType.INT64);
  }

  /** The number that counts a time or a duration. */
  static Expr count(Expr ticks) {
    return ticks instanceof Expr.Literal literal
        ? new Expr.Literal(DType.INT64, literal.value())
        : new Expr.Cast(ticks, DType.INT64, true);
  }
}
