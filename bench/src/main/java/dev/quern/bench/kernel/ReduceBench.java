package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;
import static dev.quern.engine.kernel.Bitmaps.ALL_VALID;
import static dev.quern.engine.kernel.LaneType.FLOAT64;
import static dev.quern.engine.kernel.LaneType.INT32;
import static dev.quern.engine.kernel.LaneType.INT64;

import dev.quern.engine.kernel.Int128;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Moments;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;

/** Reductions. */
public class ReduceBench extends KernelBench {

  private static Int128 sum(KernelColumns columns, LaneType type, MemorySegment values) {
    Int128 sum = new Int128();
    columns.kernels().reduce().sum(type, values, ALL_VALID, ROWS, sum);
    return sum;
  }

  private static Moments moments(KernelColumns columns) {
    Moments moments = new Moments();
    columns.kernels().reduce().moments(FLOAT64, columns.a(), ALL_VALID, ROWS, moments);
    return moments;
  }

  /** FLOAT64 in fixed stripes. */
  @Benchmark
  public double sumDoubles(KernelColumns columns) {
    return columns.kernels().reduce().sumFloat(FLOAT64, columns.a(), ALL_VALID, ROWS);
  }

  /** FLOAT64, half of the rows. */
  @Benchmark
  public double sumDoublesMasked(KernelColumns columns) {
    return columns.kernels().reduce().sumFloat(FLOAT64, columns.a(), columns.bits(), ROWS);
  }

  /** INT64 in 128 bits. */
  @Benchmark
  public Int128 sumLongs(KernelColumns columns) {
    return sum(columns, INT64, columns.longs());
  }

  /** INT32 in 128 bits. */
  @Benchmark
  public Int128 sumInts(KernelColumns columns) {
    return sum(columns, INT32, columns.ints());
  }

  /** FLOAT64. */
  @Benchmark
  public double maxDoubles(KernelColumns columns) {
    return columns.kernels().reduce().maxFloat(FLOAT64, columns.a(), ALL_VALID, ROWS);
  }

  /** INT64. */
  @Benchmark
  public long minLongs(KernelColumns columns) {
    return columns.kernels().reduce().min(INT64, columns.longs(), ALL_VALID, ROWS);
  }

  /** The row of the maximum. */
  @Benchmark
  public int argMaxDoubles(KernelColumns columns) {
    return columns.kernels().reduce().argMax(FLOAT64, columns.a(), ALL_VALID, ROWS);
  }

  /** Count, mean and deviations. */
  @Benchmark
  public Moments countMeanAndDeviations(KernelColumns columns) {
    return moments(columns);
  }
}
