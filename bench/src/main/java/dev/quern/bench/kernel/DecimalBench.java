package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;
import static dev.quern.engine.kernel.Bitmaps.ALL_VALID;
import static dev.quern.engine.kernel.LaneType.FLOAT64;

import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.Decimals;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Decimals of up to eight digits, in 16 bytes where nothing else is said. */
@State(Scope.Thread)
public class DecimalBench extends KernelBench {

  private Decimals a = new Decimals(MemorySegment.NULL, true);
  private Decimals b = a;
  private Decimals narrow = a;

  /** Makes the columns. */
  @Setup
  public void build(KernelColumns columns) {
    a = new Decimals(columns.allocate(16L * ROWS), true);
    b = new Decimals(columns.allocate(16L * ROWS), true);
    narrow = new Decimals(columns.allocate(8L * ROWS), false);
    for (int i = 0; i < ROWS; i++) {
      a.set(i, 0, columns.random().nextInt(100_000_000));
      b.set(i, 0, columns.random().nextInt(1, 10_000));
      narrow.set(i, 0, columns.random().nextInt(1, 10_000));
    }
  }

  /** Sum of two columns. */
  @Benchmark
  public int add(KernelColumns columns) {
    return columns.kernels().decimal().add(a, b, ALL_VALID, 38, columns.out(), ROWS);
  }

  /** Product of two columns. */
  @Benchmark
  public int multiply(KernelColumns columns) {
    return columns.kernels().decimal().multiply(a, b, ALL_VALID, 38, columns.out(), ROWS);
  }

  /** Product of two columns of 8 bytes. */
  @Benchmark
  public int multiplyNarrow(KernelColumns columns) {
    return columns.kernels().decimal().multiply(narrow, narrow, ALL_VALID, 36, columns.out(), ROWS);
  }

  /** Product of a column of 16 bytes and one of 8. */
  @Benchmark
  public int multiplyByNarrow(KernelColumns columns) {
    return columns.kernels().decimal().multiply(a, narrow, ALL_VALID, 38, columns.out(), ROWS);
  }

  /** Quotient with four more digits. */
  @Benchmark
  public int divide(KernelColumns columns) {
    return columns.kernels().decimal().divide(a, b, ALL_VALID, 4, 38, columns.out(), ROWS);
  }

  /** Comparison with a constant. */
  @Benchmark
  public void less(KernelColumns columns) {
    columns.kernels().decimal().compare(CompareOp.LT, a, 0, 50_000_000, columns.out(), ROWS);
  }

  /** Two digits less, rounded. */
  @Benchmark
  public int rescale(KernelColumns columns) {
    return columns.kernels().decimal().rescale(a, ALL_VALID, -2, 38, columns.out(), ROWS);
  }

  /** To FLOAT64. */
  @Benchmark
  public int toDouble(KernelColumns columns) {
    return columns.kernels().decimal().toLane(FLOAT64, a, ALL_VALID, 2, columns.out(), ROWS);
  }
}
