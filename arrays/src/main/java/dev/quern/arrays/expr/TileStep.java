package dev.quern.arrays.expr;

import dev.quern.arrays.expr.ArrayExpr.Arithmetic;
import dev.quern.arrays.expr.ArrayExpr.Cast;
import dev.quern.arrays.expr.ArrayExpr.Compare;
import dev.quern.arrays.expr.ArrayExpr.Constant;
import dev.quern.arrays.expr.ArrayExpr.Function;
import dev.quern.arrays.expr.ArrayExpr.Input;
import dev.quern.arrays.expr.ArrayExpr.IsNaN;
import dev.quern.arrays.expr.ArrayExpr.Logic;
import dev.quern.arrays.expr.ArrayExpr.Not;
import dev.quern.arrays.expr.ArrayExpr.Power;
import dev.quern.arrays.expr.ArrayExpr.Unary;
import dev.quern.arrays.expr.ArrayExpr.Where;
import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

/** One node of an expression over one tile: which kernel is called on what. */
final class TileStep {
  /** How many spare registers are needed: for constants written out, and for masks. */
  static final int SPARE = 3;

  private final Kernels kernels;
  private final List<MemorySegment> spares;

  TileStep(Kernels kernels, List<MemorySegment> spares) {
    this.kernels = kernels;
    this.spares = spares;
  }

  /** Computes {@code node} of {@code operands} into {@code out}. */
  void run(ArrayExpr node, Operand[] operands, MemorySegment out, int n) {
    switch (node) {
      case Input _, Constant _ -> throw new IllegalStateException(node + " is not computed");
      case Cast cast -> cast(cast.dtype(), operands[0], out, n);
      case Arithmetic e -> arithmetic(e.op(), operands[0], operands[1], out, n);
      case Unary e -> {
        MemorySegment in = segment(operands[0], 0, n);
        int row =
            kernels.arithmetic().apply(e.op(), lane(operands[0]), in, Bitmaps.ALL_VALID, out, n);
        check(row, e.op().name(), operands);
      }
      case Function e ->
          kernels.math().apply(e.function(), lane(operands[0]), segment(operands[0], 0, n), out, n);
      case Power _ -> power(operands[0], operands[1], out, n);
      case Compare e -> compare(e.op(), operands[0], operands[1], out, n);
      case IsNaN _ -> isNaN(operands[0], segment(operands[0], 0, n), out, n);
      case Logic e -> {
        MemorySegment left = segment(operands[0], 0, n);
        MemorySegment right = segment(operands[1], 1, n);
        switch (e.op()) {
          case AND -> kernels.logic().and(left, right, out, n);
          case OR -> kernels.logic().or(left, right, out, n);
          case XOR -> kernels.logic().xor(left, right, out, n);
        }
      }
      case Not _ -> kernels.logic().not(segment(operands[0], 0, n), out, n);
      case Where e ->
          kernels
              .select()
              .blend(
                  e.dtype().byteWidth(),
                  segment(operands[0], 0, n),
                  segment(operands[1], 1, n),
                  segment(operands[2], 2, n),
                  out,
                  n);
    }
  }

  /** Writes a uniform value to each element of {@code out}. */
  void fill(Operand value, MemorySegment out, int n) {
    if (value.dtype == DType.BOOL) {
      kernels.logic().fill(value.bits != 0, out, n);
    } else {
      kernels.select().fill(value.dtype.byteWidth(), value.bits, 0, out, n);
    }
  }

  /** Writes truth values as bytes 0 and 1. */
  void toBytes(Operand value, MemorySegment out, int n) {
    kernels.logic().toBytes(segment(value, 0, n), out, n);
  }

  private MemorySegment segment(Operand operand, int spare, int n) {
    if (!operand.uniform) {
      return operand.segment;
    }
    MemorySegment out = spares.get(spare);
    fill(operand, out, n);
    return out;
  }

  private void cast(DType to, Operand operand, MemorySegment out, int n) {
    MemorySegment in = segment(operand, 0, n);
    if (operand.dtype == DType.BOOL) {
      kernels.cast().fromBits(Lanes.of(to), in, out, n);
    } else if (to == DType.BOOL) {
      kernels.compare().compare(CompareOp.NE, lane(operand), in, 0L, out, n);
    } else {
      int row = kernels.cast().cast(lane(operand), Lanes.of(to), in, Bitmaps.ALL_VALID, out, n);
      if (row != Kernels.NONE) {
        throw new ComputeException(
            "%s of %s does not fit %s".formatted(operand.text(row), operand.dtype, to));
      }
    }
  }

  private void arithmetic(ArithmeticOp op, Operand left, Operand right, MemorySegment out, int n) {
    LaneType lane = lane(left);
    if (!lane.isFloating() && (op == ArithmeticOp.REMAINDER || op == ArithmeticOp.DIVIDE)) {
      checkDivisor(right, n);
    }
    int row;
    if (right.uniform) {
      row =
          kernels
              .arithmetic()
              .apply(op, lane, segment(left, 0, n), right.bits, Bitmaps.ALL_VALID, out, n);
    } else if (left.uniform) {
      row =
          kernels.arithmetic().apply(op, lane, left.bits, right.segment, Bitmaps.ALL_VALID, out, n);
    } else {
      row =
          kernels
              .arithmetic()
              .apply(op, lane, left.segment, right.segment, Bitmaps.ALL_VALID, out, n);
    }
    check(row, op.name(), left, right);
  }

  private void checkDivisor(Operand right, int n) {
    MemorySegment zeros = spares.get(2);
    kernels.compare().compare(CompareOp.EQ, lane(right), segment(right, 1, n), 0L, zeros, n);
    if (kernels.logic().firstSet(zeros, n) != Kernels.NONE) {
      throw new ComputeException(
          "integer division by zero: divide as floats, or replace the zeros with where(..)");
    }
  }

  private static void check(int row, String op, Operand... operands) {
    if (row == Kernels.NONE) {
      return;
    }
    StringBuilder text = new StringBuilder(operands[0].text(row));
    for (int i = 1; i < operands.length; i++) {
      text.append(" and ").append(operands[i].text(row));
    }
    throw new ComputeException(
        "%s of %s does not fit %s: convert with cast(INT64) or cast(FLOAT64) before"
            .formatted(op.toLowerCase(Locale.ROOT), text, operands[0].dtype));
  }

  private void power(Operand base, Operand exponent, MemorySegment out, int n) {
    LaneType lane = lane(base);
    if (exponent.uniform) {
      kernels.math().pow(lane, segment(base, 0, n), lane.toDouble(exponent.bits), out, n);
    } else {
      kernels.math().pow(lane, segment(base, 0, n), exponent.segment, out, n);
    }
  }

  /*
   * Kernels order NaN above everything and equal to itself. IEEE 754 has every comparison but NE
   * false: whichever side the kernel would take for the greater or an equal one is masked.
   */
  private void compare(CompareOp op, Operand left, Operand right, MemorySegment out, int n) {
    if (left.isNaN() || right.isNaN()) {
      kernels.logic().fill(op == CompareOp.NE, out, n);
      return;
    }
    if (left.uniform && !right.uniform) {
      compare(op.swap(), right, left, out, n);
      return;
    }
    LaneType lane = lane(left);
    MemorySegment in = segment(left, 0, n);
    if (right.uniform) {
      kernels.compare().compare(op, lane, in, right.bits, out, n);
    } else {
      kernels.compare().compare(op, lane, in, right.segment, out, n);
    }
    if (!lane.isFloating()) {
      return;
    }
    MemorySegment nan = spares.get(2);
    switch (op) {
      case GT, GE -> {
        isNaN(left, in, nan, n);
        kernels.logic().andNot(out, nan, out, n);
      }
      case LT, LE -> {
        if (!right.uniform) {
          isNaN(right, right.segment, nan, n);
          kernels.logic().andNot(out, nan, out, n);
        }
      }
      case EQ -> {
        if (!right.uniform) {
          isNaN(left, in, nan, n);
          kernels.logic().andNot(out, nan, out, n);
        }
      }
      case NE -> {
        if (!right.uniform) {
          isNaN(left, in, nan, n);
          kernels.logic().or(out, nan, out, n);
        }
      }
    }
  }

  private void isNaN(Operand operand, MemorySegment in, MemorySegment out, int n) {
    LaneType lane = lane(operand);
    kernels.compare().compare(CompareOp.EQ, lane, in, lane.bits(Double.NaN), out, n);
  }

  private static LaneType lane(Operand operand) {
    return Lanes.of(operand.dtype);
  }
}
