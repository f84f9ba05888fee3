package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Int128;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Moments;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.ReduceKernel;
import java.lang.foreign.MemorySegment;

/** Reductions over blocks in which the rows left out hold the neutral value. */
public final class ScalarReduce implements ReduceKernel {

  private static final long NEGATIVE_INFINITY = FloatOrder.key(Double.NEGATIVE_INFINITY);

  @Override
  public void sum(LaneType type, MemorySegment values, MemorySegment rows, int n, Int128 sum) {
    sum(type, values, rows, 0, n, sum);
  }

  /** Rows {@code from}, a multiple of 64, to {@code to - 1}. */
  public static void sum(
      LaneType type, MemorySegment values, MemorySegment rows, int from, int to, Int128 sum) {
    long[] block = Blocks.longs(to - from);
    // the halves of each number apart: neither sum of 2^31 rows leaves a long
    long high = 0;
    long low = 0;
    for (int row = from; row < to; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, to - row);
      Blocks.load(type, values, row, block, n);
      Masks.clear(block, rows, row, n, 0);
      for (int i = 0; i < n; i++) {
        high += block[i] >> 32;
        low += block[i] & 0xFFFFFFFFL;
      }
    }
    sum.add(high >> 32, high << 32);
    sum.add(low);
  }

  @Override
  public double sumFloat(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    return FloatSums.sum(type, values, rows, 0, n);
  }

  @Override
  public long min(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    return min(type, values, rows, 0, n);
  }

  @Override
  public long max(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    return max(type, values, rows, 0, n);
  }

  @Override
  public double minFloat(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    return minFloat(type, values, rows, 0, n);
  }

  @Override
  public double maxFloat(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    return maxFloat(type, values, rows, 0, n);
  }

  /** Rows {@code from}, a multiple of 64, to {@code to - 1}. */
  public static long min(
      LaneType type, MemorySegment values, MemorySegment rows, int from, int to) {
    return value(type, minKey(type, values, rows, from, to));
  }

  /** Rows {@code from}, a multiple of 64, to {@code to - 1}. */
  public static long max(
      LaneType type, MemorySegment values, MemorySegment rows, int from, int to) {
    return value(type, maxKey(type, values, rows, from, to, Long.MIN_VALUE));
  }

  private static long value(LaneType type, long key) {
    return type == LaneType.UINT64 ? OrderedBits.ofUnsigned(key) : key;
  }

  /** Rows {@code from}, a multiple of 64, to {@code to - 1}. */
  public static double minFloat(
      LaneType type, MemorySegment values, MemorySegment rows, int from, int to) {
    return FloatOrder.value(minKey(type, values, rows, from, to));
  }

  /** Rows {@code from}, a multiple of 64, to {@code to - 1}. */
  public static double maxFloat(
      LaneType type, MemorySegment values, MemorySegment rows, int from, int to) {
    return FloatOrder.value(maxKey(type, values, rows, from, to, NEGATIVE_INFINITY));
  }

  private static long minKey(
      LaneType type, MemorySegment values, MemorySegment rows, int from, int to) {
    long[] block = Blocks.longs(to - from);
    long min = Long.MAX_VALUE;
    for (int row = from; row < to; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, to - row);
      Blocks.loadOrdered(type, values, row, block, n);
      Masks.clear(block, rows, row, n, Long.MAX_VALUE);
      for (int i = 0; i < n; i++) {
        min = Math.min(min, block[i]);
      }
    }
    return min;
  }

  private static long maxKey(
      LaneType type, MemorySegment values, MemorySegment rows, int from, int to, long neutral) {
    long[] block = Blocks.longs(to - from);
    long max = neutral;
    for (int row = from; row < to; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, to - row);
      Blocks.loadOrdered(type, values, row, block, n);
      Masks.clear(block, rows, row, n, neutral);
      for (int i = 0; i < n; i++) {
        max = Math.max(max, block[i]);
      }
    }
    return max;
  }

  @Override
  public int argMin(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    return firstEqual(type, values, rows, n, minKey(type, values, rows, 0, n));
  }

  @Override
  public int argMax(LaneType type, MemorySegment values, MemorySegment rows, int n) {
    return firstEqual(type, values, rows, n, maxKey(type, values, rows, 0, n, Long.MIN_VALUE));
  }

  private static int firstEqual(
      LaneType type, MemorySegment values, MemorySegment rows, int n, long key) {
    long[] block = Blocks.longs(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      Blocks.loadOrdered(type, values, row, block, count);
      for (int i = 0; i < count; i++) {
        if (block[i] == key && Bitmaps.get(rows, row + i)) {
          return row + i;
        }
      }
    }
    return Kernels.NONE;
  }

  @Override
  public void moments(
      LaneType type, MemorySegment values, MemorySegment rows, int n, Moments moments) {
    int count = new ScalarLogic().popCount(rows, n);
    if (count == 0) {
      return;
    }
    double mean = FloatSums.sum(type, values, rows, 0, n) / count;
    moments.add(count, mean, FloatSums.deviations(type, values, rows, 0, n, mean));
  }
}
