package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.F32_HALF;
import static dev.quern.engine.kernel.simd.Species.F64;
import static dev.quern.engine.kernel.simd.Species.I32_HALF;
import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.CastKernel;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.scalar.Blocks;
import dev.quern.engine.kernel.scalar.ScalarCast;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The widening conversions between 32 and 64 bits, which cannot fail, by vectors; the others are
 * the scalar twin's.
 */
final class SimdCast implements CastKernel {

  private final ScalarCast scalar = new ScalarCast();

  @Override
  public int cast(
      LaneType from, LaneType to, MemorySegment in, MemorySegment valid, MemorySegment out, int n) {
    assert Species.areNative(in, valid, out);
    int whole = n & -LANES_64;
    if (from == LaneType.INT32 && to == LaneType.INT64) {
      intToLong(in, out, whole);
    } else if (from == LaneType.INT32 && to == LaneType.FLOAT64) {
      intToDouble(in, out, whole);
    } else if (from == LaneType.INT64 && to == LaneType.FLOAT64) {
      longToDouble(in, out, whole);
    } else if (from == LaneType.FLOAT32 && to == LaneType.FLOAT64) {
      floatToDouble(in, out, whole);
    } else {
      whole = 0;
    }
    return ScalarCast.range(from, to, in, valid, out, whole, n);
  }

  private static void intToLong(MemorySegment in, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      LongVector longs =
          (LongVector)
              IntVector.fromMemorySegment(I32_HALF, in, (long) i << 2, LE)
                  .convertShape(VectorOperators.I2L, I64, 0);
      longs.intoMemorySegment(out, (long) i << 3, LE);
    }
  }

  private static void intToDouble(MemorySegment in, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      DoubleVector doubles =
          (DoubleVector)
              IntVector.fromMemorySegment(I32_HALF, in, (long) i << 2, LE)
                  .convertShape(VectorOperators.I2D, F64, 0);
      doubles.intoMemorySegment(out, (long) i << 3, LE);
    }
  }

  private static void longToDouble(MemorySegment in, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      DoubleVector doubles =
          (DoubleVector)
              LongVector.fromMemorySegment(I64, in, (long) i << 3, LE)
                  .convertShape(VectorOperators.L2D, F64, 0);
      doubles.intoMemorySegment(out, (long) i << 3, LE);
    }
  }

  private static void floatToDouble(MemorySegment in, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      DoubleVector doubles =
          (DoubleVector)
              FloatVector.fromMemorySegment(F32_HALF, in, (long) i << 2, LE)
                  .convertShape(VectorOperators.F2D, F64, 0);
      doubles.intoMemorySegment(out, (long) i << 3, LE);
    }
  }

  @Override
  public void fromBits(LaneType to, MemorySegment bits, MemorySegment out, int n) {
    scalar.fromBits(to, bits, out, n);
  }

  @Override
  public int multiplyInt64(
      MemorySegment in, MemorySegment valid, long factor, MemorySegment out, int n) {
    return scalar.multiplyInt64(in, valid, factor, out, n);
  }

  @Override
  public void floorDivideInt64(MemorySegment in, long divisor, MemorySegment out, int n) {
    scalar.floorDivideInt64(in, divisor, out, n);
  }

  @Override
  public int daysToTicks(
      MemorySegment days, MemorySegment valid, long ticksPerDay, MemorySegment out, int n) {
    return scalar.daysToTicks(days, valid, ticksPerDay, out, n);
  }

  @Override
  public int ticksToDays(
      MemorySegment ticks, MemorySegment valid, long ticksPerDay, MemorySegment out, int n) {
    long[] block = DateBlocks.block(n);
    for (int row = 0; row < n; row += DateBlocks.SIZE) {
      int count = Math.min(DateBlocks.SIZE, n - row);
      Blocks.load(LaneType.INT64, ticks, row, block, count);
      DateBlocks.floorDivide(block, ticksPerDay, DateBlocks.roundUp(count));
      int fault = ScalarCast.firstOutsideInt32(block, valid, row, count);
      if (fault != Kernels.NONE) {
        return fault;
      }
      Blocks.store(LaneType.INT32, block, out, row, count);
    }
    return Kernels.NONE;
  }
}
