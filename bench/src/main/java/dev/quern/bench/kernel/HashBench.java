package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;
import static dev.quern.engine.kernel.Bitmaps.ALL_VALID;
import static dev.quern.engine.kernel.LaneType.FLOAT64;
import static dev.quern.engine.kernel.LaneType.INT32;
import static dev.quern.engine.kernel.LaneType.INT64;

import org.openjdk.jmh.annotations.Benchmark;

/** Hashes of keys. */
public class HashBench extends KernelBench {

  /** INT64. */
  @Benchmark
  public void longs(KernelColumns columns) {
    columns.kernels().hash().hash(INT64, columns.longs(), ALL_VALID, columns.out(), ROWS);
  }

  /** INT32. */
  @Benchmark
  public void ints(KernelColumns columns) {
    columns.kernels().hash().hash(INT32, columns.ints(), ALL_VALID, columns.out(), ROWS);
  }

  /** FLOAT64, half of them null. */
  @Benchmark
  public void doublesWithNulls(KernelColumns columns) {
    columns.kernels().hash().hash(FLOAT64, columns.a(), columns.bits(), columns.out(), ROWS);
  }

  /** A second key. */
  @Benchmark
  public void combine(KernelColumns columns) {
    columns.kernels().hash().combine(columns.out(), columns.longs(), ROWS);
  }
}
