package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;

import org.openjdk.jmh.annotations.Benchmark;

/** Row movement with half of the rows chosen. */
public class SelectBench extends KernelBench {

  /** Row numbers of the ones. */
  @Benchmark
  public int toSelection(KernelColumns columns) {
    return columns.kernels().select().toSelection(columns.bits(), columns.out(), ROWS);
  }

  /** Slots of 4 bytes. */
  @Benchmark
  public int filter4(KernelColumns columns) {
    return columns
        .kernels()
        .select()
        .filter(4, columns.ints(), columns.bits(), columns.out(), ROWS);
  }

  /** Slots of 8 bytes. */
  @Benchmark
  public int filter8(KernelColumns columns) {
    return columns.kernels().select().filter(8, columns.a(), columns.bits(), columns.out(), ROWS);
  }

  /** Gather of 8 bytes. */
  @Benchmark
  public void take8(KernelColumns columns) {
    columns.kernels().select().take(8, columns.a(), columns.rows(), columns.out(), ROWS);
  }

  /** Scatter of 8 bytes. */
  @Benchmark
  public void scatter8(KernelColumns columns) {
    columns.kernels().select().scatter(8, columns.a(), columns.rows(), columns.out(), ROWS);
  }

  /** Choice between two columns. */
  @Benchmark
  public void blend8(KernelColumns columns) {
    columns
        .kernels()
        .select()
        .blend(8, columns.bits(), columns.a(), columns.b(), columns.out(), ROWS);
  }
}
