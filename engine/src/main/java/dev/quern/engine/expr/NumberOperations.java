package dev.quern.engine.expr;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.DecimalKernel;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.lang.foreign.MemorySegment;

/** Arithmetic and functions of numbers. */
final class NumberOperations {
  private NumberOperations() {}

  static ColumnVector arithmetic(
      Evaluator evaluator, Expr.Arithmetic e, Batch batch, MemorySegment active) {
    boolean isQuotient = e.op() == ArithmeticOp.DIVIDE && e.type() instanceof DecimalType;
    if (isQuotient || isWide(e.type()) || isWide(e.left().type()) || isWide(e.right().type())) {
      return decimals(evaluator, e, batch, active);
    }
    if (Constants.isValue(e.right())) {
      try (ColumnVector left = evaluator.evaluateFlat(e.left(), batch, active);
          Validity validity = Validity.of(evaluator.budget(), left)) {
        return withConstantRight(evaluator, e, left, validity, active);
      }
    }
    if (Constants.isValue(e.left())) {
      try (ColumnVector right = evaluator.evaluateFlat(e.right(), batch, active);
          Validity validity = Validity.of(evaluator.budget(), right)) {
        return withConstantLeft(evaluator, e, right, validity, active);
      }
    }
    try (ColumnVector left = evaluator.evaluateFlat(e.left(), batch, active);
        ColumnVector right = evaluator.evaluateFlat(e.right(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), left, right)) {
      return ofColumns(evaluator, e, left, right, validity, active);
    }
  }

  static ColumnVector unary(Evaluator evaluator, Expr.Unary e, Batch batch, MemorySegment active) {
    DType type = e.type();
    try (ColumnVector operand = evaluator.evaluateFlat(e.operand(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), operand);
        Validity counting = validity.counting(active)) {
      int n = operand.length();
      NativeBuffer out = evaluator.allocate(type, n);
      int bad = Kernels.NONE;
      if (isWide(type)) {
        Decimals result = new Decimals(out.segment(), true);
        Kernels.active().decimal().apply(e.op(), new Decimals(operand.values(), true), result, n);
      } else {
        bad =
            Kernels.active()
                .arithmetic()
                .apply(
                    e.op(), Lanes.of(type), operand.values(), counting.segment(), out.segment(), n);
      }
      if (bad != Kernels.NONE) {
        out.close();
        throw overflow(e, type, Values.objectAt(operand, bad), "");
      }
      return ColumnVector.flat(type, n, out, validity.take());
    }
  }

  static ColumnVector math(
      Evaluator evaluator, Expr.MathCall e, Batch batch, MemorySegment active) {
    try (ColumnVector operand = evaluator.evaluateFlat(e.operand(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), operand)) {
      int n = operand.length();
      NativeBuffer out = evaluator.allocate(e.type(), n);
      Kernels.active()
          .math()
          .apply(e.function(), Lanes.of(e.type()), operand.values(), out.segment(), n);
      return ColumnVector.flat(e.type(), n, out, validity.take());
    }
  }

  static ColumnVector power(Evaluator evaluator, Expr.Power e, Batch batch, MemorySegment active) {
    try (ColumnVector base = evaluator.evaluateFlat(e.base(), batch, active)) {
      int n = base.length();
      if (Constants.isValue(e.exponent())) {
        double exponent = Double.longBitsToDouble(Constants.word(e.exponent()));
        try (Validity validity = Validity.of(evaluator.budget(), base)) {
          NativeBuffer out = evaluator.allocate(e.type(), n);
          Kernels.active().math().pow(LaneType.FLOAT64, base.values(), exponent, out.segment(), n);
          return ColumnVector.flat(e.type(), n, out, validity.take());
        }
      }
      try (ColumnVector exponent = evaluator.evaluateFlat(e.exponent(), batch, active);
          Validity validity = Validity.of(evaluator.budget(), base, exponent)) {
        NativeBuffer out = evaluator.allocate(e.type(), n);
        Kernels.active()
            .math()
            .pow(LaneType.FLOAT64, base.values(), exponent.values(), out.segment(), n);
        return ColumnVector.flat(e.type(), n, out, validity.take());
      }
    }
  }

  private static ColumnVector withConstantRight(
      Evaluator evaluator,
      Expr.Arithmetic e,
      ColumnVector left,
      Validity validity,
      MemorySegment active) {
    LaneType lane = Lanes.of(e.type());
    long right = Constants.word(e.right());
    int n = left.length();
    if (dividesWhole(e) && right == 0) {
      return Constants.nulls(evaluator.budget(), e.type(), n);
    }
    NativeBuffer out = evaluator.allocate(e.type(), n);
    try (Validity counting = validity.counting(active)) {
      int bad =
          Kernels.active()
              .arithmetic()
              .apply(e.op(), lane, left.values(), right, counting.segment(), out.segment(), n);
      if (bad != Kernels.NONE) {
        out.close();
        throw overflow(e, e.type(), Values.objectAt(left, bad), e.right().toString());
      }
    }
    return ColumnVector.flat(e.type(), n, out, validity.take());
  }

  private static ColumnVector withConstantLeft(
      Evaluator evaluator,
      Expr.Arithmetic e,
      ColumnVector right,
      Validity validity,
      MemorySegment active) {
    LaneType lane = Lanes.of(e.type());
    int n = right.length();
    if (dividesWhole(e)) {
      dropZeroDivisors(evaluator.budget(), right, validity);
    }
    NativeBuffer out = evaluator.allocate(e.type(), n);
    try (Validity counting = validity.counting(active)) {
      long left = Constants.word(e.left());
      int bad =
          Kernels.active()
              .arithmetic()
              .apply(e.op(), lane, left, right.values(), counting.segment(), out.segment(), n);
      if (bad != Kernels.NONE) {
        out.close();
        throw overflow(e, e.type(), e.left(), Values.objectAt(right, bad));
      }
    }
    return ColumnVector.flat(e.type(), n, out, validity.take());
  }

  private static ColumnVector ofColumns(
      Evaluator evaluator,
      Expr.Arithmetic e,
      ColumnVector left,
      ColumnVector right,
      Validity validity,
      MemorySegment active) {
    LaneType lane = Lanes.of(e.type());
    int n = left.length();
    if (dividesWhole(e)) {
      dropZeroDivisors(evaluator.budget(), right, validity);
    }
    NativeBuffer out = evaluator.allocate(e.type(), n);
    try (Validity counting = validity.counting(active)) {
      MemorySegment count = counting.segment();
      int bad =
          Kernels.active()
              .arithmetic()
              .apply(e.op(), lane, left.values(), right.values(), count, out.segment(), n);
      if (bad != Kernels.NONE) {
        out.close();
        throw overflow(e, e.type(), Values.objectAt(left, bad), Values.objectAt(right, bad));
      }
    }
    return ColumnVector.flat(e.type(), n, out, validity.take());
  }

  private static boolean isWide(DType type) {
    return type instanceof DecimalType decimal && decimal.isWide();
  }

  private static ColumnVector decimals(
      Evaluator evaluator, Expr.Arithmetic e, Batch batch, MemorySegment active) {
    try (ColumnVector left = evaluator.evaluateFlat(e.left(), batch, active);
        ColumnVector right = evaluator.evaluateFlat(e.right(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), left, right)) {
      if (e.op() == ArithmeticOp.DIVIDE || e.op() == ArithmeticOp.REMAINDER) {
        dropZeroDivisors(evaluator.budget(), right, validity);
      }
      return decimals(evaluator, e, left, right, validity, active);
    }
  }

  private static ColumnVector decimals(
      Evaluator evaluator,
      Expr.Arithmetic e,
      ColumnVector left,
      ColumnVector right,
      Validity validity,
      MemorySegment active) {
    int precision = ((DecimalType) e.type()).precision();
    DecimalKernel kernel = Kernels.active().decimal();
    try (Validity counting = validity.counting(active)) {
      int n = left.length();
      Decimals a = Comparisons.decimals(left);
      Decimals b = Comparisons.decimals(right);
      MemorySegment count = counting.segment();
      NativeBuffer out = evaluator.allocate(e.type(), n);
      int bad =
          switch (e.op()) {
            case ADD -> kernel.add(a, b, count, precision, out.segment(), n);
            case SUBTRACT -> kernel.subtract(a, b, count, precision, out.segment(), n);
            case MULTIPLY -> kernel.multiply(a, b, count, precision, out.segment(), n);
            case DIVIDE -> {
              int shift = DecimalArithmetic.shift(left.type(), right.type(), e.type());
              yield kernel.divide(a, b, count, shift, precision, out.segment(), n);
            }
            case REMAINDER -> kernel.remainder(a, b, count, precision, out.segment(), n);
            case MIN, MAX -> throw new IllegalArgumentException(e.op() + " of decimals");
          };
      if (bad != Kernels.NONE) {
        out.close();
        throw overflow(e, e.type(), Values.objectAt(left, bad), Values.objectAt(right, bad));
      }
      return ColumnVector.flat(e.type(), n, out, validity.take());
    }
  }

  /* SQL: the quotient and the remainder of a division by zero are null. */
  private static void dropZeroDivisors(
      MemoryBudget budget, ColumnVector divisor, Validity validity) {
    int n = divisor.length();
    try (NativeBuffer nonZero = budget.allocate(Bitmaps.byteSize(n))) {
      MemorySegment bits = nonZero.segment();
      if (isWide(divisor.type())) {
        Decimals wide = new Decimals(divisor.values(), true);
        Kernels.active().decimal().compare(CompareOp.NE, wide, 0L, 0L, bits, n);
      } else {
        LaneType lane = Lanes.of(divisor.type());
        Kernels.active().compare().compare(CompareOp.NE, lane, divisor.values(), 0L, bits, n);
      }
      validity.restrict(nonZero.segment());
    }
  }

  private static boolean dividesWhole(Expr.Arithmetic e) {
    return !e.type().isFloating()
        && (e.op() == ArithmeticOp.DIVIDE || e.op() == ArithmeticOp.REMAINDER);
  }

  private static ComputeException overflow(
      Expr e,
      DType type,
      @org.jspecify.annotations.Nullable Object left,
      @org.jspecify.annotations.Nullable Object right) {
    return new ComputeException(
        "%s does not fit %s: its operands are %s %s; cast to a wider type, float64 or decimal first"
            .formatted(e, type, left, right));
  }
}
