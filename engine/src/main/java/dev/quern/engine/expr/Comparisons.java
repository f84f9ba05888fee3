package dev.quern.engine.expr;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.Decimals;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LogicKernel;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;

/** Comparisons of any type to a truth value. */
public final class Comparisons {
  private Comparisons() {}

  /**
   * Sets the bits of {@code out} where two flat vectors of one type, which is not nested, have
   * equal values; NaN equals NaN. What stands under nulls is compared like the rest.
   */
  public static void equal(ColumnVector left, ColumnVector right, MemorySegment out) {
    columns(CompareOp.EQ, left, right, out, left.length());
  }

  static ColumnVector compare(
      Evaluator evaluator, Expr.Compare e, Batch batch, MemorySegment active) {
    if (Constants.isValue(e.right())) {
      return withConstant(evaluator, e.op(), e.left(), e.right(), batch, active);
    }
    if (Constants.isValue(e.left())) {
      return withConstant(evaluator, e.op().swap(), e.right(), e.left(), batch, active);
    }
    try (ColumnVector left = evaluator.evaluateFlat(e.left(), batch, active);
        ColumnVector right = evaluator.evaluateFlat(e.right(), batch, active);
        Validity validity = Validity.of(evaluator.budget(), left, right)) {
      int n = left.length();
      NativeBuffer out = evaluator.allocate(DType.BOOL, n);
      columns(e.op(), left, right, out.segment(), n);
      return ColumnVector.flat(DType.BOOL, n, out, validity.take());
    }
  }

  private static ColumnVector withConstant(
      Evaluator evaluator,
      CompareOp op,
      Expr column,
      Expr constant,
      Batch batch,
      MemorySegment active) {
    try (ColumnVector left = evaluator.evaluateFlat(column, batch, active);
        Validity validity = Validity.of(evaluator.budget(), left)) {
      int n = left.length();
      NativeBuffer out = evaluator.allocate(DType.BOOL, n);
      constant(op, left, constant, out.segment(), n);
      return ColumnVector.flat(DType.BOOL, n, out, validity.take());
    }
  }

  private static void columns(
      CompareOp op, ColumnVector left, ColumnVector right, MemorySegment out, int n) {
    Kernels kernels = Kernels.active();
    DType type = left.type();
    if (type.isView()) {
      kernels.string().compare(op, views(left), views(right), out, n);
    } else if (type instanceof DecimalType decimal && decimal.isWide()) {
      kernels.decimal().compare(op, decimals(left), decimals(right), out, n);
    } else if (type == DType.BOOL) {
      booleans(op, left.values(), right.values(), out, n);
    } else {
      kernels.compare().compare(op, Lanes.of(type), left.values(), right.values(), out, n);
    }
  }

  private static void constant(
      CompareOp op, ColumnVector left, Expr constant, MemorySegment out, int n) {
    Kernels kernels = Kernels.active();
    DType type = left.type();
    if (type.isView()) {
      kernels.string().compare(op, views(left), Constants.bytes(constant), out, n);
    } else if (type instanceof DecimalType decimal && decimal.isWide()) {
      BigInteger unscaled = Constants.unscaled(constant);
      long high = unscaled.shiftRight(64).longValue();
      kernels.decimal().compare(op, decimals(left), high, unscaled.longValue(), out, n);
    } else if (type == DType.BOOL) {
      boolean right = Boolean.TRUE.equals(((Expr.Literal) constant).value());
      constantBoolean(op, left.values(), right, out, n);
    } else {
      kernels
          .compare()
          .compare(op, Lanes.of(type), left.values(), Constants.word(constant), out, n);
    }
  }

  /* false is less than true */
  private static void booleans(
      CompareOp op, MemorySegment left, MemorySegment right, MemorySegment out, int n) {
    LogicKernel logic = Kernels.active().logic();
    switch (op) {
      case NE -> logic.xor(left, right, out, n);
      case EQ -> {
        logic.xor(left, right, out, n);
        logic.not(out, out, n);
      }
      case LT -> logic.andNot(right, left, out, n);
      case GT -> logic.andNot(left, right, out, n);
      case LE -> {
        logic.andNot(left, right, out, n);
        logic.not(out, out, n);
      }
      case GE -> {
        logic.andNot(right, left, out, n);
        logic.not(out, out, n);
      }
    }
  }

  private static void constantBoolean(
      CompareOp op, MemorySegment left, boolean right, MemorySegment out, int n) {
    LogicKernel logic = Kernels.active().logic();
    boolean whenFalse = op.test(Boolean.compare(false, right));
    boolean whenTrue = op.test(Boolean.compare(true, right));
    if (whenFalse == whenTrue) {
      logic.fill(whenTrue, out, n);
    } else if (whenTrue) {
      logic.and(left, Bitmaps.ALL_VALID, out, n);
    } else {
      logic.not(left, out, n);
    }
  }

  /** A flat decimal column as kernels take it. */
  static Decimals decimals(ColumnVector vector) {
    return Decimals.of(vector.values(), Casts.precision(vector.type()));
  }

  /** A view column as kernels take it. */
  static Views views(ColumnVector vector) {
    return new Views(vector.values(), vector.heaps().segments());
  }
}
