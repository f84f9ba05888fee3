package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;

import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What all kernel benchmarks share: the unit, nanoseconds a row, and the machine's limits. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ROWS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public abstract class KernelBench {

  /** Reading 8 bytes a row with a plain loop of eight sums. */
  @Benchmark
  public long limitRead(KernelColumns columns) {
    columns.next();
    MemorySegment in = columns.longs();
    long s0 = 0;
    long s1 = 0;
    long s2 = 0;
    long s3 = 0;
    long s4 = 0;
    long s5 = 0;
    long s6 = 0;
    long s7 = 0;
    for (int i = 0; i < ROWS; i += 8) {
      s0 += Slots.int64(in, i);
      s1 += Slots.int64(in, i + 1);
      s2 += Slots.int64(in, i + 2);
      s3 += Slots.int64(in, i + 3);
      s4 += Slots.int64(in, i + 4);
      s5 += Slots.int64(in, i + 5);
      s6 += Slots.int64(in, i + 6);
      s7 += Slots.int64(in, i + 7);
    }
    return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7;
  }

  /** Copying 8 bytes a row. */
  @Benchmark
  public void limitCopy(KernelColumns columns) {
    columns.next();
    MemorySegment.copy(columns.longs(), 0, columns.out(), 0, 8L * ROWS);
  }
}
