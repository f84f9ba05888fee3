package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Kernels;

/** The scalar tier. */
public final class ScalarKernels {

  private ScalarKernels() {}

  /** All families in plain Java. */
  public static Kernels create() {
    return new Kernels(
        "scalar",
        new ScalarArithmetic(),
        new ScalarMath(),
        new ScalarDecimal(),
        new ScalarCompare(),
        new ScalarLogic(),
        new ScalarSelect(),
        new ScalarCast(),
        new ScalarHash(),
        new ScalarReduce(),
        new ScalarGroup(),
        new ScalarStrings(),
        new ScalarDate(),
        new ScalarScan(),
        new ScalarGemm());
  }
}
