package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;
import static dev.quern.engine.kernel.LaneType.FLOAT64;

import dev.quern.engine.kernel.MathFunction;
import org.openjdk.jmh.annotations.Benchmark;

/** Functions of floats. */
public class MathBench extends KernelBench {

  /** a * b + c. */
  @Benchmark
  public void fma(KernelColumns columns) {
    columns
        .kernels()
        .math()
        .fma(FLOAT64, columns.a(), columns.b(), columns.c(), columns.out(), ROWS);
  }

  /** Math.sqrt. */
  @Benchmark
  public void sqrt(KernelColumns columns) {
    columns.kernels().math().apply(MathFunction.SQRT, FLOAT64, columns.a(), columns.out(), ROWS);
  }

  /** Math.exp. */
  @Benchmark
  public void exp(KernelColumns columns) {
    columns.kernels().math().apply(MathFunction.EXP, FLOAT64, columns.a(), columns.out(), ROWS);
  }

  /** Math.log. */
  @Benchmark
  public void log(KernelColumns columns) {
    columns.kernels().math().apply(MathFunction.LOG, FLOAT64, columns.a(), columns.out(), ROWS);
  }

  /** Math.sin. */
  @Benchmark
  public void sin(KernelColumns columns) {
    columns.kernels().math().apply(MathFunction.SIN, FLOAT64, columns.a(), columns.out(), ROWS);
  }

  /** Math.floor. */
  @Benchmark
  public void floor(KernelColumns columns) {
    columns.kernels().math().apply(MathFunction.FLOOR, FLOAT64, columns.a(), columns.out(), ROWS);
  }

  /** A power of 2.5. */
  @Benchmark
  public void pow(KernelColumns columns) {
    columns.kernels().math().pow(FLOAT64, columns.a(), 2.5, columns.out(), ROWS);
  }
}
