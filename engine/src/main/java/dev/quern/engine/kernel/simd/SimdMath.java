package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.LANES_32;
import static dev.quern.engine.kernel.simd.Species.LANES_64;

import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.kernel.MathKernel;
import dev.quern.engine.kernel.scalar.Blocks;
import dev.quern.engine.kernel.scalar.ScalarMath;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Functions by vectors over blocks of {@code double}; the exact ones HotSpot vectorises in the
 * scalar twin by itself.
 */
final class SimdMath implements MathKernel {

  private static final int BLOCK = 512;

  private final ScalarMath scalar = new ScalarMath();

  @Override
  public void apply(
      MathFunction function, LaneType type, MemorySegment in, MemorySegment out, int n) {
    double[] a = block(n);
    for (int row = 0; row < n; row += BLOCK) {
      int count = Math.min(BLOCK, n - row);
      Blocks.load(type, in, row, a, count);
      if (!MathBlocks.apply(function, a, roundUp(count))) {
        scalar.apply(function, type, in, out, n);
        return;
      }
      Blocks.store(type, a, out, row, count);
    }
  }

  @Override
  public void pow(
      LaneType type, MemorySegment base, MemorySegment exponent, MemorySegment out, int n) {
    double[] a = block(n);
    double[] b = block(n);
    for (int row = 0; row < n; row += BLOCK) {
      int count = Math.min(BLOCK, n - row);
      Blocks.load(type, base, row, a, count);
      Blocks.load(type, exponent, row, b, count);
      MathBlocks.pow(a, b, roundUp(count));
      Blocks.store(type, a, out, row, count);
    }
  }

  @Override
  public void pow(LaneType type, MemorySegment base, double exponent, MemorySegment out, int n) {
    double[] a = block(n);
    double[] b = block(n);
    Arrays.fill(b, exponent);
    for (int row = 0; row < n; row += BLOCK) {
      int count = Math.min(BLOCK, n - row);
      Blocks.load(type, base, row, a, count);
      MathBlocks.pow(a, b, roundUp(count));
      Blocks.store(type, a, out, row, count);
    }
  }

  private static double[] block(int n) {
    return new double[roundUp(Math.min(n, BLOCK))];
  }

  private static int roundUp(int n) {
    return n + LANES_64 - 1 & -LANES_64;
  }

  @Override
  public void fma(
      LaneType type, MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment out, int n) {
    assert Species.areNative(a, b, c, out);
    int whole;
    if (type == LaneType.FLOAT64) {
      whole = n & -LANES_64;
      DoubleArithmetic.fma(a, b, c, out, whole);
    } else {
      whole = n & -LANES_32;
      FloatArithmetic.fma(a, b, c, out, whole);
    }
    ScalarMath.fma(type, a, b, c, out, whole, n);
  }
}
