package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.LANES_32;
import static dev.quern.engine.kernel.simd.Species.LANES_64;

import dev.quern.engine.kernel.ArithmeticKernel;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.kernel.scalar.ScalarArithmetic;
import java.lang.foreign.MemorySegment;

/**
 * Arithmetic by vectors for 32 and 64 bits; INT8, INT16, integer division and unary operators are
 * the scalar twin's.
 */
final class SimdArithmetic implements ArithmeticKernel {

  /** Rows after a suspected overflow that the scalar twin takes over, before vectors go on. */
  private static final int CHUNK = 2048;

  private final ScalarArithmetic scalar = new ScalarArithmetic();

  @Override
  public int apply(
      ArithmeticOp op,
      LaneType type,
      MemorySegment left,
      MemorySegment right,
      MemorySegment valid,
      MemorySegment out,
      int n) {
    return apply(op, type, left, 0, right, 0, valid, out, n);
  }

  @Override
  public int apply(
      ArithmeticOp op,
      LaneType type,
      MemorySegment left,
      long right,
      MemorySegment valid,
      MemorySegment out,
      int n) {
    return apply(op, type, left, 0, MemorySegment.NULL, right, valid, out, n);
  }

  @Override
  public int apply(
      ArithmeticOp op,
      LaneType type,
      long left,
      MemorySegment right,
      MemorySegment valid,
      MemorySegment out,
      int n) {
    return apply(op, type, MemorySegment.NULL, left, right, 0, valid, out, n);
  }

  @Override
  public int apply(
      UnaryOp op, LaneType type, MemorySegment in, MemorySegment valid, MemorySegment out, int n) {
    return scalar.apply(op, type, in, valid, out, n);
  }

  /** An operand whose segment is empty is its constant. */
  private static int apply(
      ArithmeticOp op,
      LaneType type,
      MemorySegment left,
      long leftConstant,
      MemorySegment right,
      long rightConstant,
      MemorySegment valid,
      MemorySegment out,
      int n) {
    assert Species.areNative(left, right, valid, out);
    int whole =
        switch (type) {
          case INT8, INT16, UINT8, UINT16, UINT32, UINT64 -> 0;
          case INT32, FLOAT32 -> n & -LANES_32;
          case INT64, FLOAT64 -> n & -LANES_64;
        };
    int done = 0;
    if (type.isFloating()) {
      done = floats(op, type, left, leftConstant, right, rightConstant, out, whole);
    } else if (op != ArithmeticOp.DIVIDE && op != ArithmeticOp.REMAINDER) {
      for (; done < whole; done = Math.min(done + CHUNK, whole)) {
        int to = Math.min(done + CHUNK, whole);
        int stop = integers(op, type, left, leftConstant, right, rightConstant, out, done, to);
        int fault =
            ScalarArithmetic.range(
                op, type, left, leftConstant, right, rightConstant, valid, out, stop, to);
        if (fault != Kernels.NONE) {
          return fault;
        }
      }
    }
    return ScalarArithmetic.range(
        op, type, left, leftConstant, right, rightConstant, valid, out, done, n);
  }

  /** Returns the rows done: all or none. */
  private static int floats(
      ArithmeticOp op,
      LaneType type,
      MemorySegment left,
      long leftConstant,
      MemorySegment right,
      long rightConstant,
      MemorySegment out,
      int n) {
    boolean done;
    if (type == LaneType.FLOAT64) {
      done =
          right.byteSize() == 0
              ? DoubleArithmetic.apply(op, left, Double.longBitsToDouble(rightConstant), out, n)
              : left.byteSize() == 0
                  ? DoubleArithmetic.apply(op, Double.longBitsToDouble(leftConstant), right, out, n)
                  : DoubleArithmetic.apply(op, left, right, out, n);
    } else {
      done =
          right.byteSize() == 0
              ? FloatArithmetic.apply(op, left, Float.intBitsToFloat((int) rightConstant), out, n)
              : left.byteSize() == 0
                  ? FloatArithmetic.apply(
                      op, Float.intBitsToFloat((int) leftConstant), right, out, n)
                  : FloatArithmetic.apply(op, left, right, out, n);
    }
    return done ? n : 0;
  }

  /** Returns the row where the vectors stopped. */
  private static int integers(
      ArithmeticOp op,
      LaneType type,
      MemorySegment left,
      long leftConstant,
      MemorySegment right,
      long rightConstant,
      MemorySegment out,
      int from,
      int to) {
    if (type == LaneType.INT64) {
      return right.byteSize() == 0
          ? LongArithmetic.apply(op, left, rightConstant, out, from, to)
          : left.byteSize() == 0
              ? LongArithmetic.apply(op, leftConstant, right, out, from, to)
              : LongArithmetic.apply(op, left, right, out, from, to);
    }
    return right.byteSize() == 0
        ? IntArithmetic.apply(op, left, (int) rightConstant, out, from, to)
        : left.byteSize() == 0
            ? IntArithmetic.apply(op, (int) leftConstant, right, out, from, to)
            : IntArithmetic.apply(op, left, right, out, from, to);
  }
}
