package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I32;
import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_32;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;
import static dev.quern.engine.kernel.simd.Species.MASK_32;
import static dev.quern.engine.kernel.simd.Species.MASK_64;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.SelectKernel;
import dev.quern.engine.kernel.scalar.ScalarSelect;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/**
 * Filters and blends by vectors. Gathers and scatters are the scalar twin's: the Vector API has
 * none on segments, and they wait for memory anyway.
 */
final class SimdSelect implements SelectKernel {

  private final ScalarSelect scalar = new ScalarSelect();

  @Override
  public int toSelection(MemorySegment bits, MemorySegment out, int n) {
    assert Species.areNative(bits, out);
    if (Bitmaps.isAllValid(bits)) {
      return scalar.toSelection(bits, out, n);
    }
    int whole = n & -64;
    int end = Compress.selection(bits, out, whole);
    return ScalarSelect.toSelection(bits, out, whole, n, end);
  }

  @Override
  public int filter(int width, MemorySegment values, MemorySegment bits, MemorySegment out, int n) {
    assert Species.areNative(values, bits, out);
    int whole = n & -64;
    int end =
        switch (width) {
          case 1 -> Compress.filter1(values, bits, out, whole);
          case 2 -> Compress.filter2(values, bits, out, whole);
          case 4 -> Compress.filter4(values, bits, out, whole);
          case 8 -> Compress.filter8(values, bits, out, whole);
          case 16 -> Compress.filter16(values, bits, out, whole);
          default -> throw new IllegalArgumentException("no slot is " + width + " bytes wide");
        };
    return ScalarSelect.filter(width, values, bits, out, whole, n, end);
  }

  @Override
  public int filterBits(MemorySegment values, MemorySegment bits, MemorySegment out, int n) {
    return scalar.filterBits(values, bits, out, n);
  }

  @Override
  public void take(int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    scalar.take(width, values, rows, out, n);
  }

  @Override
  public void takeOrZero(
      int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    scalar.takeOrZero(width, values, rows, out, n);
  }

  @Override
  public void takeBits(MemorySegment bits, MemorySegment rows, MemorySegment out, int n) {
    scalar.takeBits(bits, rows, out, n);
  }

  @Override
  public void takeBitsOrZero(MemorySegment bits, MemorySegment rows, MemorySegment out, int n) {
    scalar.takeBitsOrZero(bits, rows, out, n);
  }

  @Override
  public void scatter(
      int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n) {
    scalar.scatter(width, values, rows, out, n);
  }

  @Override
  public void blend(
      int width,
      MemorySegment bits,
      MemorySegment then,
      MemorySegment otherwise,
      MemorySegment out,
      int n) {
    assert Species.areNative(bits, then, otherwise, out);
    int whole = 0;
    if (width == 8) {
      whole = n & -64;
      blend8(bits, then, otherwise, out, whole);
    } else if (width == 4) {
      whole = n & -64;
      blend4(bits, then, otherwise, out, whole);
    }
    ScalarSelect.blend(width, bits, then, otherwise, out, whole, n);
  }

  private static void blend8(
      MemorySegment bits, MemorySegment then, MemorySegment otherwise, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.wordOrOnes(bits, row);
      for (int j = 0; j < 64; j += LANES_64) {
        long at = (long) (row + j) << 3;
        VectorMask<Long> mask = VectorMask.fromLong(I64, word >>> j & MASK_64);
        LongVector.fromMemorySegment(I64, otherwise, at, LE)
            .blend(LongVector.fromMemorySegment(I64, then, at, LE), mask)
            .intoMemorySegment(out, at, LE);
      }
    }
  }

  private static void blend4(
      MemorySegment bits, MemorySegment then, MemorySegment otherwise, MemorySegment out, int n) {
    for (int row = 0; row < n; row += 64) {
      long word = Bitmaps.wordOrOnes(bits, row);
      for (int j = 0; j < 64; j += LANES_32) {
        long at = (long) (row + j) << 2;
        VectorMask<Integer> mask = VectorMask.fromLong(I32, word >>> j & MASK_32);
        IntVector.fromMemorySegment(I32, otherwise, at, LE)
            .blend(IntVector.fromMemorySegment(I32, then, at, LE), mask)
            .intoMemorySegment(out, at, LE);
      }
    }
  }

  @Override
  public void fill(int width, long low, long high, MemorySegment out, int n) {
    scalar.fill(width, low, high, out, n);
  }

  @Override
  public void iota(LaneType type, long start, long step, MemorySegment out, int n) {
    scalar.iota(type, start, step, out, n);
  }
}
