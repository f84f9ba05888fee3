package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.ArithmeticKernel;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.UnaryOp;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Arithmetic in plain loops: integers in {@code long}, floats in {@code double}. */
public final class ScalarArithmetic implements ArithmeticKernel {

  @Override
  public int apply(
      ArithmeticOp op,
      LaneType type,
      MemorySegment left,
      MemorySegment right,
      MemorySegment valid,
      MemorySegment out,
      int n) {
    return range(op, type, left, 0, right, 0, valid, out, 0, n);
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
    return range(op, type, left, 0, MemorySegment.NULL, right, valid, out, 0, n);
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
    return range(op, type, MemorySegment.NULL, left, right, 0, valid, out, 0, n);
  }

  /**
   * Rows {@code from} to {@code to - 1} of the operation; an operand whose segment is empty is its
   * constant. Vector kernels call this for the rows they leave and for blocks with an overflow.
   */
  public static int range(
      ArithmeticOp op,
      LaneType type,
      MemorySegment left,
      long leftConstant,
      MemorySegment right,
      long rightConstant,
      MemorySegment valid,
      MemorySegment out,
      int from,
      int to) {
    if (from >= to) {
      return Kernels.NONE;
    }
    if (type.isFloating()) {
      floats(op, type, left, leftConstant, right, rightConstant, out, from, to);
      return Kernels.NONE;
    }
    long[] a = Blocks.longs(to - from);
    long[] b = Blocks.longs(to - from);
    long[] r = Blocks.longs(to - from);
    Arrays.fill(a, leftConstant);
    Arrays.fill(b, rightConstant);
    for (int row = from; row < to; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, to - row);
      if (left.byteSize() != 0) {
        Blocks.load(type, left, row, a, n);
      }
      if (right.byteSize() != 0) {
        Blocks.load(type, right, row, b, n);
      }
      if (IntegerOps.apply(op, type, a, b, r, n)) {
        int fault = IntegerOps.firstOverflow(op, type, a, b, valid, row, n);
        if (fault != Kernels.NONE) {
          return fault;
        }
      }
      Blocks.store(type, r, out, row, n);
    }
    return Kernels.NONE;
  }

  private static void floats(
      ArithmeticOp op,
      LaneType type,
      MemorySegment left,
      long leftConstant,
      MemorySegment right,
      long rightConstant,
      MemorySegment out,
      int from,
      int to) {
    double[] a = Blocks.doubles(to - from);
    double[] b = Blocks.doubles(to - from);
    Arrays.fill(a, type.toDouble(leftConstant));
    Arrays.fill(b, type.toDouble(rightConstant));
    double[] r = Blocks.doubles(to - from);
    for (int row = from; row < to; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, to - row);
      if (left.byteSize() != 0) {
        Blocks.load(type, left, row, a, n);
      }
      if (right.byteSize() != 0) {
        Blocks.load(type, right, row, b, n);
      }
      FloatOps.apply(op, a, b, r, n);
      Blocks.store(type, r, out, row, n);
    }
  }

  @Override
  public int apply(
      UnaryOp op, LaneType type, MemorySegment in, MemorySegment valid, MemorySegment out, int n) {
    if (type.isFloating()) {
      double[] a = Blocks.doubles(n);
      for (int row = 0; row < n; row += Blocks.SIZE) {
        int count = Math.min(Blocks.SIZE, n - row);
        Blocks.load(type, in, row, a, count);
        FloatOps.apply(op, a, count);
        Blocks.store(type, a, out, row, count);
      }
      return Kernels.NONE;
    }
    long[] a = Blocks.longs(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      Blocks.load(type, in, row, a, count);
      if (op != UnaryOp.SIGN) {
        int fault = firstMinimum(type.minValue(), a, valid, row, count);
        if (fault != Kernels.NONE) {
          return fault;
        }
      }
      IntegerOps.apply(op, a, count);
      Blocks.store(type, a, out, row, count);
    }
    return Kernels.NONE;
  }

  private static int firstMinimum(long minimum, long[] a, MemorySegment valid, int row, int n) {
    boolean found = false;
    for (int i = 0; i < n; i++) {
      found |= a[i] == minimum;
    }
    for (int i = 0; found && i < n; i++) {
      if (a[i] == minimum && Bitmaps.get(valid, row + i)) {
        return row + i;
      }
    }
    return Kernels.NONE;
  }
}
