package dev.quern.scheduler.spark.rdd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.util.AccumulatorV2;
import org.jspecify.annotations.Nullable;

/**
 * The way of reports from executors to the driver: Spark sends what a task has added together with
 * the task's end, whether it succeeded or failed, and merges it here, on the driver.
 */
public final class UnitReports extends AccumulatorV2<UnitReport, Long> {
  private final transient @Nullable Consumer<UnitReport> listener;
  private final List<UnitReport> added = new ArrayList<>();
  private long told;

  /** Tells {@code listener} of each report; on a thread of Spark's, which must not wait. */
  public UnitReports(@Nullable Consumer<UnitReport> listener) {
    this.listener = listener;
  }

  @Override
  public boolean isZero() {
    return added.isEmpty() && told == 0;
  }

  @Override
  public AccumulatorV2<UnitReport, Long> copy() {
    UnitReports copy = new UnitReports(listener);
    copy.added.addAll(added);
    copy.told = told;
    return copy;
  }

  @Override
  public void reset() {
    added.clear();
    told = 0;
  }

  @Override
  public void add(UnitReport report) {
    added.add(report);
  }

  @Override
  public void merge(AccumulatorV2<UnitReport, Long> other) {
    List<UnitReport> news = ((UnitReports) other).added;
    told += news.size();
    Consumer<UnitReport> to = listener;
    if (to != null) {
      news.forEach(to);
    }
  }

  /** How many there were. */
  @Override
  public Long value() {
    return told + added.size();
  }
}
