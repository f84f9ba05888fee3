package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.SelectKernel;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/** Row movement in plain loops, which for gathers is as fast as the machine goes. */
public final class ScalarSelect implements SelectKernel {

  @Override
  public int toSelection(MemorySegment bits, MemorySegment out, int n) {
    return toSelection(bits, out, 0, n, 0);
  }

  /** Appends the rows from {@code from}, a multiple of 64, at {@code at}; returns the end. */
  public static int toSelection(MemorySegment bits, MemorySegment out, int from, int to, int at) {
    int end = at;
    for (int row = from; row < to; row += 64) {
      long rest = Bitmaps.wordOrOnes(bits, row) & Bitmaps.maskBelow(row, to);
      for (; rest != 0; rest &= rest - 1) {
        Slots.setInt32(out, end++, row + Long.numberOfTrailingZeros(rest));
      }
    }
    return end;
  }

  @Override
  public int filter(int width, MemorySegment values, MemorySegment bits, MemorySegment out, int n) {
    return filter(width, values, bits, out, 0, n, 0);
  }

  /** Appends the slots of rows from {@code from}, a multiple of 64, at {@code at}. */
  public static int filter(
      int width,
      MemorySegment values,
      MemorySegment bits,
      MemorySegment out,
      int from,
      int to,
      int at) {
    return Filters.filter(width, values, bits, out, from, to, at);
  }

  @Override
  public int filterBits(MemorySegment values, MemorySegment bits, MemorySegment out, int n) {
    int count = 0;
    long pending = 0;
    for (int row = 0; row < n; row += 64) {
      long mask = Bitmaps.wordOrOnes(bits, row) & Bitmaps.maskBelow(row, n);
      long chosen = Long.compress(Bitmaps.wordOrOnes(values, row), mask);
      int shift = count & 63;
      int ones = Long.bitCount(mask);
      pending |= chosen << shift;
      if (shift + ones >= 64) {
        Bitmaps.setWord(out, count & -64, pending);
        pending = shift == 0 ? 0 : chosen >>> (64 - shift);
      }
      count += ones;
    }
    if ((count & 63) != 0) {
      Bitmaps.setWord(out, count & -64, pending);
    }
    return count;
  }

  @Override
  public void take(int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    Takes.take(width, values, rows, out, n);
  }

  @Override
  public void takeOrZero(
      int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    Takes.takeOrZero(width, values, rows, out, n);
  }

  @Override
  public void scatter(
      int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    Takes.scatter(width, values, rows, out, n);
  }

  @Override
  public void takeBits(MemorySegment bits, MemorySegment rows, MemorySegment out, int n) {
    for (int start = 0; start < n; start += 64) {
      int end = Math.min(start + 64, n);
      long word = 0;
      if (Bitmaps.isAllValid(bits)) {
        word = Bitmaps.maskBelow(start, n);
      } else {
        for (int i = start; i < end; i++) {
          word |= bit(bits, Slots.int32(rows, i)) << i;
        }
      }
      Bitmaps.setWord(out, start, word);
    }
  }

  @Override
  public void takeBitsOrZero(MemorySegment bits, MemorySegment rows, MemorySegment out, int n) {
    boolean all = Bitmaps.isAllValid(bits);
    for (int start = 0; start < n; start += 64) {
      int end = Math.min(start + 64, n);
      long word = 0;
      for (int i = start; i < end; i++) {
        int row = Slots.int32(rows, i);
        word |= (row < 0 ? 0 : all ? 1L : bit(bits, row)) << i;
      }
      Bitmaps.setWord(out, start, word);
    }
  }

  private static long bit(MemorySegment bits, int row) {
    long eight = bits.get(Slots.INT8, row >>> 3);
    return eight >>> (row & 7) & 1;
  }

  @Override
  public void blend(
      int width,
      MemorySegment bits,
      MemorySegment then,
      MemorySegment otherwise,
      MemorySegment out,
      int n) {
    Blends.blend(width, bits, then, otherwise, out, 0, n);
  }

  /** Rows {@code from}, a multiple of 64, to {@code to - 1} of {@link #blend}. */
  public static void blend(
      int width,
      MemorySegment bits,
      MemorySegment then,
      MemorySegment otherwise,
      MemorySegment out,
      int from,
      int to) {
    Blends.blend(width, bits, then, otherwise, out, from, to);
  }

  @Override
  public void fill(int width, long low, long high, MemorySegment out, int n) {
    switch (width) {
      case 1 -> out.asSlice(0, n).fill((byte) low);
      case 2 -> {
        for (int i = 0; i < n; i++) {
          Slots.setInt16(out, i, (short) low);
        }
      }
      case 4 -> {
        for (int i = 0; i < n; i++) {
          Slots.setInt32(out, i, (int) low);
        }
      }
      case 8 -> {
        for (int i = 0; i < n; i++) {
          Slots.setInt64(out, i, low);
        }
      }
      case 16 -> {
        for (int i = 0; i < n; i++) {
          Slots.setWide(out, i, high, low);
        }
      }
      default -> throw new IllegalArgumentException("no slot is " + width + " bytes wide");
    }
  }

  @Override
  public void iota(LaneType type, long start, long step, MemorySegment out, int n) {
    switch (type) {
      case INT32 -> {
        for (int i = 0; i < n; i++) {
          Slots.setInt32(out, i, (int) (start + i * step));
        }
      }
      case INT64 -> {
        for (int i = 0; i < n; i++) {
          Slots.setInt64(out, i, start + i * step);
        }
      }
      case FLOAT64 -> {
        double first = Double.longBitsToDouble(start);
        double by = Double.longBitsToDouble(step);
        for (int i = 0; i < n; i++) {
          Slots.setFloat64(out, i, first + i * by);
        }
      }
      case INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT32 ->
          throw new IllegalArgumentException("iota makes INT32, INT64 or FLOAT64, not " + type);
    }
  }
}
