package dev.quern.scheduler.spark;

import dev.quern.engine.ClusterException;
import dev.quern.scheduler.spark.rdd.CallBundle;
import dev.quern.scheduler.spark.rdd.CallRdd;
import dev.quern.scheduler.spark.rdd.CallResults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are one job. Each ends when the Spark task does that it is in; the job is cancelled
 * when nobody waits for any of them. Thread-safe.
 */
final class CallBatch {
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final List<SparkCall> calls = new ArrayList<>();
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger bundlesOut = new AtomicInteger();
  private final BundleSize bundleSize;
  private final IntConsumer counter;
  private final SparkJob job;

  private CallBatch(SharedContext context, int count, BundleSize bundleSize, IntConsumer counter) {
    this.bundleSize = bundleSize;
    this.counter = counter;
    this.job =
        new SparkJob(
            context.spark(),
            "quern calls " + NUMBERS.incrementAndGet(),
            "%d calls".formatted(count));
  }

  /**
   * Has {@code calls} carried out; when that is not possible they fail. Does not wait.
   *
   * @param bundleSize how many of them go together; told how long they took
   * @param counter told how many more bundles are on their way, or fewer
   */
  static void send(
      SharedContext context, List<SparkCall> calls, BundleSize bundleSize, IntConsumer counter) {
    CallBatch batch = new CallBatch(context, calls.size(), bundleSize, counter);
    // Before any of them is told that it goes along, and may be given up.
    batch.left.set(calls.size());
    for (SparkCall call : calls) {
      if (call.send(batch)) {
        batch.calls.add(call);
      } else {
        batch.left.decrementAndGet();
      }
    }
    if (!batch.calls.isEmpty()) {
      batch.submit(context);
    }
  }

  private void submit(SharedContext context) {
    int size = bundleSize.of(calls.size(), context.tasks());
    List<CallBundle> bundles = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += size) {
      byte[][] bytes =
          calls.subList(from, Math.min(calls.size(), from + size)).stream()
              .map(SparkCall::bytes)
              .toArray(byte[][]::new);
      bundles.add(new CallBundle(bundles.size(), bytes));
    }
    bundlesOut.set(bundles.size());
    counter.accept(bundles.size());
    try {
      job.submit(
          new CallRdd(context.spark(), bundles),
          new CallResults(),
          (bundle, ended) -> ended(bundle * size, ended),
          this::over);
      if (left.get() == 0) {
        job.cancel("nobody waits for its calls");
      }
    } catch (RuntimeException notSubmitted) {
      over(notSubmitted);
    }
  }

  private void ended(int from, CallResults.Ended ended) {
    byte[][] results = ended.results();
    bundleSize.took(ended.nanos());
    bundlesOut.decrementAndGet();
    counter.accept(-1);
    for (int i = 0; i < results.length; i++) {
      if (calls.get(from + i).succeed(results[i])) {
        left.decrementAndGet();
      }
    }
  }

  private void over(@Nullable Throwable failure) {
    Throwable why =
        failure == null ? new ClusterException("a job ended without its results") : failure;
    calls.forEach(call -> call.fail(why));
    counter.accept(-bundlesOut.getAndSet(0));
  }

  /** Takes note that nobody waits for one of the calls any more. */
  void oneLess() {
    if (left.decrementAndGet() == 0) {
      job.cancel("nobody waits for its calls");
    }
  }
}
