package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;
import static dev.quern.engine.kernel.Bitmaps.ALL_VALID;
import static dev.quern.engine.kernel.LaneType.FLOAT64;
import static dev.quern.engine.kernel.LaneType.INT32;
import static dev.quern.engine.kernel.LaneType.INT64;

import org.openjdk.jmh.annotations.Benchmark;

/** Conversions. */
public class CastBench extends KernelBench {

  /** INT32 to INT64. */
  @Benchmark
  public int intToLong(KernelColumns columns) {
    return columns
        .kernels()
        .cast()
        .cast(INT32, INT64, columns.ints(), ALL_VALID, columns.out(), ROWS);
  }

  /** INT32 to FLOAT64. */
  @Benchmark
  public int intToDouble(KernelColumns columns) {
    return columns
        .kernels()
        .cast()
        .cast(INT32, FLOAT64, columns.ints(), ALL_VALID, columns.out(), ROWS);
  }

  /** INT64 to INT32, checked. */
  @Benchmark
  public int longToInt(KernelColumns columns) {
    return columns
        .kernels()
        .cast()
        .cast(INT64, INT32, columns.longs(), ALL_VALID, columns.out(), ROWS);
  }

  /** FLOAT64 to INT64, checked. */
  @Benchmark
  public int doubleToLong(KernelColumns columns) {
    return columns
        .kernels()
        .cast()
        .cast(FLOAT64, INT64, columns.a(), ALL_VALID, columns.out(), ROWS);
  }

  /** Timestamps to dates. */
  @Benchmark
  public int ticksToDays(KernelColumns columns) {
    return columns
        .kernels()
        .cast()
        .ticksToDays(columns.longs(), ALL_VALID, 86_400, columns.out(), ROWS);
  }
}
