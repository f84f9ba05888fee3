package dev.quern.scheduler.spark;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.ShuffleReadMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts the bytes of results that tasks write for others, and that they fetch. */
final class Traffic extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong fetched = new AtomicLong();

  private Traffic(SparkContext spark) {
    this.spark = spark;
  }

  /** Counts from now on what happens in the application of this process. */
  static Traffic count() {
    Traffic traffic = new Traffic(SparkContext.getOrCreate());
    traffic.spark.addSparkListener(traffic);
    return traffic;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    TaskMetrics metrics = end.taskMetrics();
    written.addAndGet(metrics.shuffleWriteMetrics().bytesWritten());
    ShuffleReadMetrics read = metrics.shuffleReadMetrics();
    fetched.addAndGet(read.remoteBytesRead() + read.localBytesRead());
  }

  /** How many times what was written was fetched, when all tasks have ended. */
  double fetchedTimes() throws TimeoutException {
    spark.listenerBus().waitUntilEmpty();
    return (double) fetched.get() / written.get();
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }

  @Override
  public String toString() {
    return "%,d bytes written, %,d fetched".formatted(written.get(), fetched.get());
  }
}
