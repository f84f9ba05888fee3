package dev.quern.arrays.expr;

import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.type.DType;

/** The machine types that kernels take for the numeric types of arrays. */
public final class Lanes {
  private Lanes() {}

  /** The lane type of a numeric {@code dtype}. */
  public static LaneType of(DType dtype) {
    if (dtype == DType.INT8) {
      return LaneType.INT8;
    } else if (dtype == DType.INT16) {
      return LaneType.INT16;
    } else if (dtype == DType.INT32) {
      return LaneType.INT32;
    } else if (dtype == DType.INT64) {
      return LaneType.INT64;
    } else if (dtype == DType.FLOAT32) {
      return LaneType.FLOAT32;
    } else if (dtype == DType.FLOAT64) {
      return LaneType.FLOAT64;
    }
    throw new IllegalArgumentException(dtype + " has no lanes");
  }
}
