package dev.quern.scheduler.spark;

import dev.quern.engine.CancelledException;
import dev.quern.engine.ClusterException;
import dev.quern.scheduler.lane.Lanes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;

/**
 * What is looked at when an application starts, so that a wrong address and a full cluster are told
 * at once: Spark itself tries for minutes, and then says that a job got no resources.
 */
final class ClusterStart {
  private static final Pattern MASTER = Pattern.compile("([^,/]+):(\\d+)");
  private static final int CONNECT_MILLIS = 10_000;
  private static final long EXECUTOR_NANOS = TimeUnit.SECONDS.toNanos(180);

  private ClusterStart() {}

  /**
   * Checks that one of the masters of {@code spark://host:port,host:port} answers; other addresses
   * are left to Spark.
   *
   * @throws ClusterException when none does: says why
   */
  static void checkAnswers(String master) {
    if (!master.startsWith("spark://")) {
      return;
    }
    List<String> refusals = new ArrayList<>();
    Matcher addresses = MASTER.matcher(master);
    while (addresses.find()) {
      String host = addresses.group(1);
      int port = Integer.parseInt(addresses.group(2));
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
        return;
      } catch (UnknownHostException e) {
        refusals.add("there is no host " + host);
      } catch (IOException e) {
        refusals.add("%s:%d: %s".formatted(host, port, e.getMessage()));
      }
    }
    throw new ClusterException(
        "no master answers at %s (%s): is it running, and is this the address that its page shows?"
            .formatted(
                master,
                refusals.isEmpty()
                    ? "it should be spark://host:port"
                    : String.join("; ", refusals)));
  }

  /**
   * Waits until the first executor is there, three minutes at most; where executors come when there
   * is work for them this returns at once.
   *
   * @throws ClusterException when there is none: says what may be wrong
   */
  static void awaitExecutor(SparkContext spark, Lanes lanes) {
    if (spark.isLocal() || spark.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      return;
    }
    CountDownLatch added = new CountDownLatch(1);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onExecutorAdded(SparkListenerExecutorAdded event) {
            added.countDown();
          }
        };
    spark.addSparkListener(listener);
    try {
      // The driver itself is one of them.
      if (spark.statusTracker().getExecutorInfos().length < 2
          && !lanes.await(added, EXECUTOR_NANOS)) {
        throw new ClusterException(
            "the cluster at %s has given no executor within %d s: others may have taken all its cores and memory, its workers may have no JDK 25, or the secret (spark.authenticate.secret) may be another; the logs of master and workers tell"
                .formatted(spark.master(), TimeUnit.NANOSECONDS.toSeconds(EXECUTOR_NANOS)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for an executor", e);
    } finally {
      spark.removeSparkListener(listener);
    }
  }
}
