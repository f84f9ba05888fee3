package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.F64;
import static dev.quern.engine.kernel.simd.Species.I32_HALF;
import static dev.quern.engine.kernel.simd.Species.I64;
import static dev.quern.engine.kernel.simd.Species.LANES_64;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.HashKernel;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.kernel.scalar.Hashing;
import dev.quern.engine.kernel.scalar.ScalarHash;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/** The functions of {@link Hashing} on 8 rows at once; strings row by row as in the twin. */
final class SimdHash implements HashKernel {

  private static final long NAN_BITS = 0x7FF8000000000000L;

  private final ScalarHash scalar = new ScalarHash();

  @Override
  public void hash(
      LaneType type, MemorySegment values, MemorySegment valid, MemorySegment out, int n) {
    assert Species.areNative(values, valid, out);
    int whole = n & -LANES_64;
    switch (type) {
      case INT32 -> ints(values, out, whole);
      case INT64, UINT64 -> longs(values, out, whole);
      case FLOAT64 -> doubles(values, out, whole);
      case INT8, INT16, UINT8, UINT16, UINT32, FLOAT32 -> whole = 0;
    }
    ScalarHash.range(type, values, out, whole, n);
    ScalarHash.nulls(valid, out, n);
  }

  private static LongVector mix(LongVector values) {
    LongVector x = values.add(Hashing.SEED);
    x = shiftXor(x, 30).mul(Hashing.MIX_1);
    x = shiftXor(x, 27).mul(Hashing.MIX_2);
    return shiftXor(x, 31);
  }

  private static LongVector shiftXor(LongVector x, int shift) {
    return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, shift));
  }

  private static void ints(MemorySegment values, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      LongVector x =
          (LongVector)
              IntVector.fromMemorySegment(I32_HALF, values, (long) i << 2, LE)
                  .convertShape(VectorOperators.I2L, I64, 0);
      mix(x).intoMemorySegment(out, (long) i << 3, LE);
    }
  }

  private static void longs(MemorySegment values, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      LongVector x = LongVector.fromMemorySegment(I64, values, (long) i << 3, LE);
      mix(x).intoMemorySegment(out, (long) i << 3, LE);
    }
  }

  private static void doubles(MemorySegment values, MemorySegment out, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      DoubleVector x = DoubleVector.fromMemorySegment(F64, values, (long) i << 3, LE);
      LongVector bits =
          x.add(0.0)
              .reinterpretAsLongs()
              .blend(NAN_BITS, x.compare(VectorOperators.NE, x).cast(I64));
      mix(bits).intoMemorySegment(out, (long) i << 3, LE);
    }
  }

  @Override
  public void hashWide(MemorySegment values, MemorySegment valid, MemorySegment out, int n) {
    scalar.hashWide(values, valid, out, n);
  }

  @Override
  public void hashBits(MemorySegment bits, MemorySegment valid, MemorySegment out, int n) {
    scalar.hashBits(bits, valid, out, n);
  }

  @Override
  public void hashStrings(Views strings, MemorySegment valid, MemorySegment out, int n) {
    scalar.hashStrings(strings, valid, out, n);
  }

  @Override
  public void combine(MemorySegment hashes, MemorySegment next, int n) {
    assert Species.areNative(hashes, next);
    int whole = n & -LANES_64;
    combineVectors(hashes, next, whole);
    ScalarHash.combine(hashes, next, whole, n);
  }

  private static void combineVectors(MemorySegment hashes, MemorySegment next, int n) {
    for (int i = 0; i < n; i += LANES_64) {
      LongVector x = LongVector.fromMemorySegment(I64, hashes, (long) i << 3, LE);
      LongVector y = LongVector.fromMemorySegment(I64, next, (long) i << 3, LE);
      mix(x.mul(Hashing.SEED).add(y)).intoMemorySegment(hashes, (long) i << 3, LE);
    }
  }
}
