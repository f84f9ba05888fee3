package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;

import org.openjdk.jmh.annotations.Benchmark;

/** Bitmap algebra. */
public class LogicBench extends KernelBench {

  /** Conjunction. */
  @Benchmark
  public void and(KernelColumns columns) {
    columns.kernels().logic().and(columns.bits(), columns.bits(), columns.out(), ROWS);
  }

  /** Number of ones. */
  @Benchmark
  public int popCount(KernelColumns columns) {
    return columns.kernels().logic().popCount(columns.bits(), ROWS);
  }

  /** A copy from bit 3 on. */
  @Benchmark
  public void copyShifted(KernelColumns columns) {
    columns.kernels().logic().copy(columns.bits(), 3, columns.out(), 0, ROWS - 64);
  }

  /** One byte a row. */
  @Benchmark
  public void toBytes(KernelColumns columns) {
    columns.kernels().logic().toBytes(columns.bits(), columns.out(), ROWS);
  }
}
