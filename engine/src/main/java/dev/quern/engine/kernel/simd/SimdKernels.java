package dev.quern.engine.kernel.simd;

import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.scalar.ScalarGroup;
import dev.quern.engine.kernel.scalar.ScalarLogic;

/**
 * The vector tier. Decimals, bitmap words and group updates are the scalar twins': they are 64-bit
 * arithmetic or wait for memory.
 */
public final class SimdKernels {

  private SimdKernels() {}

  /** The width of this machine's vectors. */
  public static int vectorBits() {
    return Species.I64.vectorBitSize();
  }

  /** All families, those in vectors that gain from it. */
  public static Kernels create() {
    return new Kernels(
        "simd " + vectorBits(),
        new SimdArithmetic(),
        new SimdMath(),
        new SimdDecimal(),
        new SimdCompare(),
        new ScalarLogic(),
        new SimdSelect(),
        new SimdCast(),
        new SimdHash(),
        new SimdReduce(),
        new ScalarGroup(),
        new SimdStrings(),
        new SimdDate(),
        new SimdScan(),
        new SimdGemm());
  }
}
