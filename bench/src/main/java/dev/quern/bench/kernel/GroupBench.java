package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;
import static dev.quern.engine.kernel.Bitmaps.ALL_VALID;
import static dev.quern.engine.kernel.LaneType.FLOAT64;
import static dev.quern.engine.kernel.LaneType.INT32;
import static dev.quern.engine.kernel.LaneType.INT64;

import org.openjdk.jmh.annotations.Benchmark;

/** Updates of the states of a thousand groups. */
public class GroupBench extends KernelBench {

  /** Counts. */
  @Benchmark
  public void count(KernelColumns columns) {
    columns.kernels().group().count(columns.groups(), ALL_VALID, columns.out(), ROWS);
  }

  /** FLOAT64 sums. */
  @Benchmark
  public void sumDoubles(KernelColumns columns) {
    columns
        .kernels()
        .group()
        .sumFloat(FLOAT64, columns.a(), columns.groups(), ALL_VALID, columns.out(), ROWS);
  }

  /** INT64 sums, checked. */
  @Benchmark
  public int sumLongs(KernelColumns columns) {
    return columns
        .kernels()
        .group()
        .sum(INT32, columns.ints(), columns.groups(), ALL_VALID, columns.out(), ROWS);
  }

  /** INT64 to 128-bit sums. */
  @Benchmark
  public void sumWide(KernelColumns columns) {
    columns
        .kernels()
        .group()
        .sumWide(INT64, columns.longs(), columns.groups(), ALL_VALID, columns.out(), ROWS);
  }
}
