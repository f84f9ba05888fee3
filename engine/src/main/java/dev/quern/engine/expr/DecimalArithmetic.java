package dev.quern.engine.expr;

import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;

/** Arithmetic of two decimals: by SQL's rules, the result has the digits that it may need. */
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
      case DIVIDE, REMAINDER -> throw Operands.clash("decimals have no " + op, left, right);
    };
  }
}
