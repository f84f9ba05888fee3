package dev.quern.engine.expr;

import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;

/**
 * Arithmetic of two decimals: by SQL's rules, the result has the digits that it may need. Quotients
 * have as many places as are asked for, because what SQL gives them by the types of the operands is
 * too few or too many.
 */
final class DecimalArithmetic {
  private DecimalArithmetic() {}

  static Expr of(ArithmeticOp op, Expr left, Expr right) {
    DecimalType a = (DecimalType) left.type();
    DecimalType b = (DecimalType) right.type();
    int scale = Math.max(a.scale(), b.scale());
    int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    return switch (op) {
      case ADD, SUBTRACT -> {
        DecimalType aligned = DType.decimal(Math.min(38, whole + scale), scale);
        DecimalType result = DType.decimal(Math.min(38, whole + scale + 1), scale);
        yield new Expr.Arithmetic(
            op, Exprs.implicit(left, aligned), Exprs.implicit(right, aligned), result);
      }
      case MULTIPLY -> {
        int product = a.scale() + b.scale();
        if (product > DecimalType.MAX_PRECISION) {
          throw Operands.clash("the product has more than 38 digits behind the point", left, right);
        }
        yield new Expr.Arithmetic(
            op, left, right, DType.decimal(Math.min(38, a.precision() + b.precision()), product));
      }
      case MIN, MAX -> {
        DecimalType aligned = DType.decimal(Math.min(38, whole + scale), scale);
        Expr first = Exprs.implicit(left, aligned);
        Expr second = Exprs.implicit(right, aligned);
        CompareOp keepsFirst = op == ArithmeticOp.MIN ? CompareOp.LE : CompareOp.GE;
        Expr chosen = new Expr.Case(new Expr.Compare(keepsFirst, first, second), first, second);
        yield new Expr.Case(
            new Expr.Or(new Expr.IsNull(first), new Expr.IsNull(second)),
            Exprs.nullOf(aligned),
            chosen);
      }
      case REMAINDER -> remainder(left, right);
      case DIVIDE -> throw new IllegalArgumentException("a quotient has places of its own");
    };
  }

  private static Expr remainder(Expr left, Expr right) {
    DecimalType a = (DecimalType) left.type();
    DecimalType b = (DecimalType) right.type();
    int scale = Math.max(a.scale(), b.scale());
    int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    int least = Math.min(a.precision() - a.scale(), b.precision() - b.scale());
    DecimalType aligned = DType.decimal(Math.min(38, whole + scale), scale);
    return new Expr.Arithmetic(
        ArithmeticOp.REMAINDER,
        Exprs.implicit(left, aligned),
        Exprs.implicit(right, aligned),
        DType.decimal(Math.clamp(least + scale, 1, 38), scale));
  }

  /** The whole quotient, cut toward zero: of what is left without the remainder, so exact. */
  static Expr whole(Expr left, Expr right) {
    DecimalType a = (DecimalType) left.type();
    DecimalType b = (DecimalType) right.type();
    Expr multiple = of(ArithmeticOp.SUBTRACT, left, remainder(left, right));
    return quotient(
        multiple,
        right,
        DType.decimal(Math.clamp(a.precision() - a.scale() + b.scale(), 1, 38), 0));
  }

  /** The quotient of {@code scale} places, rounded half up; null where the divisor is 0. */
  static Expr divide(Expr left, Expr right, int scale) {
    DecimalType a = (DecimalType) left.type();
    DecimalType b = (DecimalType) right.type();
    int whole = a.precision() - a.scale() + b.scale();
    // With fewer places than its operands give it, the greatest is rounded up to one digit more.
    int more = a.scale() - b.scale() > scale ? 1 : 0;
    return quotient(left, right, DType.decimal(Math.clamp(whole + scale + more, 1, 38), scale));
  }

  /*
   * The kernel multiplies the dividend by a power of ten. What it cannot do, to less than the
   * dividend's places over the divisor's or to 38 more, is done by more places of either before.
   */
  private static Expr quotient(Expr left, Expr right, DecimalType result) {
    int shift = shift(left.type(), right.type(), result);
    Expr dividend = shift > 38 ? widened(left, shift - 38) : left;
    Expr divisor = shift < 0 ? widened(right, -shift) : right;
    return new Expr.Arithmetic(ArithmeticOp.DIVIDE, dividend, divisor, result);
  }

  /** By which power of ten a dividend is multiplied before it is divided. */
  static int shift(DType left, DType right, DType result) {
    return Casts.scale(result) - Casts.scale(left) + Casts.scale(right);
  }

  private static Expr widened(Expr operand, int places) {
    DecimalType type = (DecimalType) operand.type();
    if (type.scale() + places > DecimalType.MAX_PRECISION) {
      throw new PlanException(
          "%s is %s: the quotient takes more than 38 digits behind the point"
              .formatted(operand, type));
    }
    return Exprs.implicit(
        operand,
        DType.decimal(
            Math.min(DecimalType.MAX_PRECISION, type.precision() + places), type.scale() + places));
  }
}
