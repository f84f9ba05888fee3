package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareKernel;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.OrderedBits;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Comparison of ordered integers, which floats are turned into: two loops, "equal" and "less", give
 * all six operators by exchanging operands and flipping bits.
 */
public final class ScalarCompare implements CompareKernel {

  @Override
  public void compare(
      CompareOp op,
      LaneType type,
      MemorySegment left,
      MemorySegment right,
      MemorySegment out,
      int n) {
    range(op, type, left, right, 0, out, 0, n);
  }

  @Override
  public void compare(
      CompareOp op, LaneType type, MemorySegment left, long right, MemorySegment out, int n) {
    range(op, type, left, MemorySegment.NULL, right, out, 0, n);
  }

  /**
   * Rows {@code from}, a multiple of 64, to {@code to - 1}; an empty right segment stands for the
   * constant.
   */
  public static void range(
      CompareOp op,
      LaneType type,
      MemorySegment left,
      MemorySegment right,
      long constant,
      MemorySegment out,
      int from,
      int to) {
    long[] a = Blocks.longs(to - from);
    long[] b = Blocks.longs(to - from);
    Arrays.fill(b, ordered(type, constant));
    for (int row = from; row < to; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, to - row);
      Blocks.loadOrdered(type, left, row, a, n);
      if (right.byteSize() != 0) {
        Blocks.loadOrdered(type, right, row, b, n);
      }
      switch (op) {
        case EQ -> equal(a, b, 0, out, row, n);
        case NE -> equal(a, b, -1, out, row, n);
        case LT -> less(a, b, 0, out, row, n);
        case GE -> less(a, b, -1, out, row, n);
        case GT -> less(b, a, 0, out, row, n);
        case LE -> less(b, a, -1, out, row, n);
      }
    }
  }

  private static long ordered(LaneType type, long constant) {
    if (type.isFloating()) {
      return FloatOrder.key(type.toDouble(constant));
    }
    return type == LaneType.UINT64 ? OrderedBits.ofUnsigned(constant) : constant;
  }

  private static void equal(long[] a, long[] b, long flip, MemorySegment out, int row, int n) {
    for (int start = 0; start < n; start += 64) {
      int end = Math.min(start + 64, n);
      long word = 0;
      for (int i = start; i < end; i++) {
        word |= (a[i] == b[i] ? 1L : 0L) << i;
      }
      Bitmaps.setWord(out, row + start, (word ^ flip) & Bitmaps.maskBelow(start, n));
    }
  }

  private static void less(long[] a, long[] b, long flip, MemorySegment out, int row, int n) {
    for (int start = 0; start < n; start += 64) {
      int end = Math.min(start + 64, n);
      long word = 0;
      for (int i = start; i < end; i++) {
        word |= (a[i] < b[i] ? 1L : 0L) << i;
      }
      Bitmaps.setWord(out, row + start, (word ^ flip) & Bitmaps.maskBelow(start, n));
    }
  }
}
