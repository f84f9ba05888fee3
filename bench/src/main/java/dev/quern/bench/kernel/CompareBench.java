package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;
import static dev.quern.bench.kernel.KernelColumns.constant;
import static dev.quern.engine.kernel.LaneType.FLOAT64;
import static dev.quern.engine.kernel.LaneType.INT32;
import static dev.quern.engine.kernel.LaneType.INT64;

import dev.quern.engine.kernel.CompareOp;
import org.openjdk.jmh.annotations.Benchmark;

/** Comparisons to a bitmap. */
public class CompareBench extends KernelBench {

  /** FLOAT64 with a constant. */
  @Benchmark
  public void lessDoublesConstant(KernelColumns columns) {
    columns
        .kernels()
        .compare()
        .compare(CompareOp.LT, FLOAT64, columns.a(), constant(5), columns.out(), ROWS);
  }

  /** FLOAT64 with FLOAT64. */
  @Benchmark
  public void lessDoubles(KernelColumns columns) {
    columns
        .kernels()
        .compare()
        .compare(CompareOp.LT, FLOAT64, columns.a(), columns.b(), columns.out(), ROWS);
  }

  /** INT64 with a constant. */
  @Benchmark
  public void equalLongsConstant(KernelColumns columns) {
    columns
        .kernels()
        .compare()
        .compare(CompareOp.EQ, INT64, columns.longs(), 7, columns.out(), ROWS);
  }

  /** INT32 with a constant. */
  @Benchmark
  public void equalIntsConstant(KernelColumns columns) {
    columns
        .kernels()
        .compare()
        .compare(CompareOp.EQ, INT32, columns.ints(), 7, columns.out(), ROWS);
  }
}
