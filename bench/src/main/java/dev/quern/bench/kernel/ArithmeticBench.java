package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;
import static dev.quern.bench.kernel.KernelColumns.constant;
import static dev.quern.engine.kernel.Bitmaps.ALL_VALID;
import static dev.quern.engine.kernel.LaneType.FLOAT64;
import static dev.quern.engine.kernel.LaneType.INT32;
import static dev.quern.engine.kernel.LaneType.INT64;

import dev.quern.engine.kernel.ArithmeticOp;
import org.openjdk.jmh.annotations.Benchmark;

/** Arithmetic kernels. */
public class ArithmeticBench extends KernelBench {

  /** FLOAT64 with FLOAT64. */
  @Benchmark
  public int addDoubles(KernelColumns columns) {
    return columns
        .kernels()
        .arithmetic()
        .apply(ArithmeticOp.ADD, FLOAT64, columns.a(), columns.b(), ALL_VALID, columns.out(), ROWS);
  }

  /** FLOAT64 with a constant. */
  @Benchmark
  public int multiplyDoublesByConstant(KernelColumns columns) {
    return columns
        .kernels()
        .arithmetic()
        .apply(
            ArithmeticOp.MULTIPLY,
            FLOAT64,
            columns.a(),
            constant(1.5),
            ALL_VALID,
            columns.out(),
            ROWS);
  }

  /** FLOAT64 by FLOAT64. */
  @Benchmark
  public int divideDoubles(KernelColumns columns) {
    return columns
        .kernels()
        .arithmetic()
        .apply(
            ArithmeticOp.DIVIDE, FLOAT64, columns.a(), columns.b(), ALL_VALID, columns.out(), ROWS);
  }

  /** INT64, checked. */
  @Benchmark
  public int addLongs(KernelColumns columns) {
    return columns
        .kernels()
        .arithmetic()
        .apply(
            ArithmeticOp.ADD,
            INT64,
            columns.longs(),
            columns.longs(),
            ALL_VALID,
            columns.out(),
            ROWS);
  }

  /** INT64 of fewer than 32 bits, checked. */
  @Benchmark
  public int multiplyLongs(KernelColumns columns) {
    return columns
        .kernels()
        .arithmetic()
        .apply(
            ArithmeticOp.MULTIPLY,
            INT64,
            columns.longs(),
            columns.longs(),
            ALL_VALID,
            columns.out(),
            ROWS);
  }

  /** INT32, checked. */
  @Benchmark
  public int addInts(KernelColumns columns) {
    return columns
        .kernels()
        .arithmetic()
        .apply(
            ArithmeticOp.ADD,
            INT32,
            columns.ints(),
            columns.ints(),
            ALL_VALID,
            columns.out(),
            ROWS);
  }

  /** INT64 by a constant. */
  @Benchmark
  public int divideLongs(KernelColumns columns) {
    return columns
        .kernels()
        .arithmetic()
        .apply(ArithmeticOp.DIVIDE, INT64, columns.longs(), 7, ALL_VALID, columns.out(), ROWS);
  }
}
