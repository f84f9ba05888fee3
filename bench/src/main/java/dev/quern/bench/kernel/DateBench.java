package dev.quern.bench.kernel;

import static dev.quern.bench.kernel.KernelColumns.ROWS;
import static dev.quern.engine.kernel.Bitmaps.ALL_VALID;

import dev.quern.engine.kernel.DatePart;
import dev.quern.engine.kernel.DateUnit;
import org.openjdk.jmh.annotations.Benchmark;

/** Calendar fields of days and of timestamps in seconds. */
public class DateBench extends KernelBench {

  /** Year of a date. */
  @Benchmark
  public void year(KernelColumns columns) {
    columns.kernels().date().extract(DatePart.YEAR, columns.ints(), columns.out(), ROWS);
  }

  /** Month of a date. */
  @Benchmark
  public void month(KernelColumns columns) {
    columns.kernels().date().extract(DatePart.MONTH, columns.ints(), columns.out(), ROWS);
  }

  /** ISO week of a date. */
  @Benchmark
  public void week(KernelColumns columns) {
    columns.kernels().date().extract(DatePart.WEEK, columns.ints(), columns.out(), ROWS);
  }

  /** Hour of a timestamp. */
  @Benchmark
  public int hour(KernelColumns columns) {
    return columns
        .kernels()
        .date()
        .extract(DatePart.HOUR, columns.longs(), ALL_VALID, 1, columns.out(), ROWS);
  }

  /** Year of a timestamp. */
  @Benchmark
  public int yearOfTimestamp(KernelColumns columns) {
    return columns
        .kernels()
        .date()
        .extract(DatePart.YEAR, columns.longs(), ALL_VALID, 1, columns.out(), ROWS);
  }

  /** First tick of the month. */
  @Benchmark
  public int truncateToMonth(KernelColumns columns) {
    return columns
        .kernels()
        .date()
        .truncate(DateUnit.MONTH, columns.longs(), ALL_VALID, 1, columns.out(), ROWS);
  }
}
