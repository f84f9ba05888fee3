package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CastKernel;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Conversions through {@code long} and {@code double} blocks. */
public final class ScalarCast implements CastKernel {

  @Override
  public int cast(
      LaneType from, LaneType to, MemorySegment in, MemorySegment valid, MemorySegment out, int n) {
    return range(from, to, in, valid, out, 0, n);
  }

  /** Rows {@code first} to {@code last - 1} of {@link #cast}. */
  public static int range(
      LaneType from,
      LaneType to,
      MemorySegment in,
      MemorySegment valid,
      MemorySegment out,
      int first,
      int last) {
    if (from.isFloating()) {
      return to.isFloating()
          ? floats(from, to, in, valid, out, first, last)
          : floatsToIntegers(from, to, in, valid, out, first, last);
    }
    if (from == LaneType.UINT64) {
      return unsigned(to, in, valid, out, first, last);
    }
    long[] block = Blocks.longs(last - first);
    for (int row = first; row < last; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, last - row);
      Blocks.load(from, in, row, block, n);
      if (!to.isFloating() && IntegerOps.misfit(to, block, n)) {
        long greatest = to == LaneType.UINT64 ? Long.MAX_VALUE : to.maxValue();
        int bad = firstOutside(block, to.minValue(), greatest, valid, row, n);
        if (bad != Kernels.NONE) {
          return bad;
        }
      }
      Blocks.store(to, block, out, row, n);
    }
    return Kernels.NONE;
  }

  /* UINT64 as signed words, of which the negative ones are those from 2^63 on. */
  private static int unsigned(
      LaneType to, MemorySegment in, MemorySegment valid, MemorySegment out, int first, int last) {
    long[] block = Blocks.longs(last - first);
    for (int row = first; row < last; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, last - row);
      Blocks.load(LaneType.UINT64, in, row, block, n);
      if (to == LaneType.FLOAT64) {
        for (int i = 0; i < n; i++) {
          Slots.setFloat64(out, row + i, Slots.unsignedToDouble(block[i]));
        }
      } else if (to == LaneType.FLOAT32) {
        for (int i = 0; i < n; i++) {
          Slots.setFloat32(out, row + i, unsignedToFloat(block[i]));
        }
      } else {
        int bad =
            to == LaneType.UINT64
                ? Kernels.NONE
                : firstOutside(block, 0, to.maxValue(), valid, row, n);
        if (bad != Kernels.NONE) {
          return bad;
        }
        Blocks.store(to, block, out, row, n);
      }
    }
    return Kernels.NONE;
  }

  private static float unsignedToFloat(long word) {
    return word >= 0 ? word : ((word >>> 1) | (word & 1)) * 2.0f;
  }

  private static int firstOutside(
      long[] block, long least, long greatest, MemorySegment valid, int row, int n) {
    for (int i = 0; i < n; i++) {
      if ((block[i] < least || block[i] > greatest) && Bitmaps.get(valid, row + i)) {
        return row + i;
      }
    }
    return Kernels.NONE;
  }

  private static int floats(
      LaneType from,
      LaneType to,
      MemorySegment in,
      MemorySegment valid,
      MemorySegment out,
      int first,
      int last) {
    double[] block = Blocks.doubles(last - first);
    for (int row = first; row < last; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, last - row);
      Blocks.load(from, in, row, block, n);
      if (to == LaneType.FLOAT32 && from == LaneType.FLOAT64) {
        for (int i = 0; i < n; i++) {
          if (Float.isInfinite((float) block[i])
              && !Double.isInfinite(block[i])
              && Bitmaps.get(valid, row + i)) {
            return row + i;
          }
        }
      }
      Blocks.store(to, block, out, row, n);
    }
    return Kernels.NONE;
  }

  private static int floatsToIntegers(
      LaneType from,
      LaneType to,
      MemorySegment in,
      MemorySegment valid,
      MemorySegment out,
      int first,
      int last) {
    double[] block = Blocks.doubles(last - first);
    long[] whole = Blocks.longs(last - first);
    // -2^63 is a double and the number below it is 2048 less, so >= does for INT64 what > (min - 1)
    // does for the narrow types
    double low = to == LaneType.INT64 ? Math.nextDown(-0x1p63) : to.minValue() - 1.0;
    double high = to.isUnsigned() ? Math.scalb(1.0, 8 * to.byteWidth()) : -(double) to.minValue();
    for (int row = first; row < last; row += Blocks.SIZE) {
      int n = Math.min(Blocks.SIZE, last - row);
      Blocks.load(from, in, row, block, n);
      boolean fits = true;
      for (int i = 0; i < n; i++) {
        fits &= block[i] > low && block[i] < high;
        whole[i] = (long) block[i];
      }
      if (to == LaneType.UINT64) {
        for (int i = 0; i < n; i++) {
          whole[i] = block[i] < 0x1p63 ? whole[i] : (long) (block[i] - 0x1p63) ^ Long.MIN_VALUE;
        }
      }
      for (int i = 0; !fits && i < n; i++) {
        if (!(block[i] > low && block[i] < high) && Bitmaps.get(valid, row + i)) {
          return row + i;
        }
      }
      Blocks.store(to, whole, out, row, n);
    }
    return Kernels.NONE;
  }

  @Override
  public void fromBits(LaneType to, MemorySegment bits, MemorySegment out, int n) {
    long[] block = Blocks.longs(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      for (int i = 0; i < count; i++) {
        block[i] = Bitmaps.wordOrOnes(bits, row + i & -64) >>> i & 1;
      }
      Blocks.store(to, block, out, row, count);
    }
  }

  @Override
  public int multiplyInt64(
      MemorySegment in, MemorySegment valid, long factor, MemorySegment out, int n) {
    return ScalarArithmetic.range(
        ArithmeticOp.MULTIPLY, LaneType.INT64, in, 0, MemorySegment.NULL, factor, valid, out, 0, n);
  }

  @Override
  public void floorDivideInt64(MemorySegment in, long divisor, MemorySegment out, int n) {
    long[] block = Blocks.longs(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      Blocks.load(LaneType.INT64, in, row, block, count);
      floorDivide(block, divisor, count);
      Blocks.store(LaneType.INT64, block, out, row, count);
    }
  }

  @Override
  public int daysToTicks(
      MemorySegment days, MemorySegment valid, long ticksPerDay, MemorySegment out, int n) {
    long[] a = Blocks.longs(n);
    long[] b = Blocks.longs(n);
    long[] r = Blocks.longs(n);
    Arrays.fill(b, ticksPerDay);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      Blocks.load(LaneType.INT32, days, row, a, count);
      if (IntegerOps.apply(ArithmeticOp.MULTIPLY, LaneType.INT64, a, b, r, count)) {
        int fault =
            IntegerOps.firstOverflow(
                ArithmeticOp.MULTIPLY, LaneType.INT64, a, b, valid, row, count);
        if (fault != Kernels.NONE) {
          return fault;
        }
      }
      Blocks.store(LaneType.INT64, r, out, row, count);
    }
    return Kernels.NONE;
  }

  @Override
  public int ticksToDays(
      MemorySegment ticks, MemorySegment valid, long ticksPerDay, MemorySegment out, int n) {
    long[] block = Blocks.longs(n);
    for (int row = 0; row < n; row += Blocks.SIZE) {
      int count = Math.min(Blocks.SIZE, n - row);
      Blocks.load(LaneType.INT64, ticks, row, block, count);
      int fault = ticksToDays(block, valid, ticksPerDay, row, count);
      if (fault != Kernels.NONE) {
        return fault;
      }
      Blocks.store(LaneType.INT32, block, out, row, count);
    }
    return Kernels.NONE;
  }

  /** Turns a block of ticks to days in place; returns the first valid row outside INT32. */
  static int ticksToDays(long[] block, MemorySegment valid, long ticksPerDay, int row, int n) {
    floorDivide(block, ticksPerDay, n);
    return firstOutsideInt32(block, valid, row, n);
  }

  /** The first valid row of the block whose number does not fit INT32. */
  public static int firstOutsideInt32(long[] block, MemorySegment valid, int row, int n) {
    if (IntegerOps.misfit(LaneType.INT32, block, n)) {
      for (int i = 0; i < n; i++) {
        if (block[i] != (int) block[i] && Bitmaps.get(valid, row + i)) {
          return row + i;
        }
      }
    }
    return Kernels.NONE;
  }

  /** Divides a block in place, rounding down. */
  static void floorDivide(long[] block, long divisor, int n) {
    for (int i = 0; i < n; i++) {
      block[i] = Math.floorDiv(block[i], divisor);
    }
  }
}
