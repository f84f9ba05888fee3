package dev.quern.scheduler.spark;

import dev.quern.scheduler.run.ClusterOptions;
import dev.quern.scheduler.spark.rdd.Bundle;
import dev.quern.scheduler.spark.rdd.WorkerPlugin;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * The settings that a Spark application of Quern is started with: what the user says, then what the
 * process was started with ({@code spark.*} system properties), then what is best here.
 */
final class SparkSettings {
  private static final String PLUGINS = "spark.plugins";
  private static final String EXECUTOR_MEMORY = "spark.executor.memory";
  /* Up to so many partitions a shuffle's writer takes results one by one, and does not sort them:
  each is there until the next is asked for. */
  private static final String BYPASS = "spark.shuffle.sort.bypassMergeThreshold";
  private static final String LOOPBACK = "127.0.0.1";

  /** What serves any cluster. */
  private static final Map<String, String> ANYWHERE =
      Map.ofEntries(
          Map.entry("spark.app.name", "quern"),
          // Graphs of one session share the executors; none waits for a long one before it.
          Map.entry("spark.scheduler.mode", "FAIR"),
          // Units read from all over the cluster: waiting for a certain place gains nothing.
          Map.entry("spark.locality.wait", "0"),
          // A result is one piece, with its reader's numbers; merged ones could not be told apart.
          Map.entry("spark.shuffle.push.enabled", "false"),
          // Results are compressed already, and have checksums.
          Map.entry("spark.shuffle.compress", "false"),
          Map.entry("spark.shuffle.checksum.enabled", "false"),
          Map.entry("spark.ui.enabled", "false"),
          // Executors ask for the native memory that their data needs, beside the heap.
          Map.entry("spark.memory.offHeap.enabled", "true"),
          // A task that fails for want of disk, say, is tried on another executor.
          Map.entry("spark.excludeOnFailure.enabled", "true"),
          Map.entry("spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor", "2"),
          Map.entry("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", "3"));

  private SparkSettings() {}

  static SparkConf of(ClusterOptions options) {
    SparkConf conf = new SparkConf();
    options.settings().forEach(conf::set);
    conf.setMaster(options.master());
    ANYWHERE.forEach(conf::setIfMissing);
    append(conf, PLUGINS, WorkerPlugin.class.getName());
    options.jars().forEach(jar -> append(conf, "spark.jars", jar.toString()));
    // Results are on the heap here before they are in the session's memory.
    conf.setIfMissing("spark.driver.maxResultSize", Runtime.getRuntime().maxMemory() / 2 + "b");
    conf.set(BYPASS, Integer.toString(Bundle.MOST_FILES));
    conf.setIfMissing(WorkerPlugin.MEMORY, nativeMemory(options.master(), conf));
    if (MasterAddress.isOnThisMachine(options.master())) {
      conf.setIfMissing("spark.driver.host", LOOPBACK);
      conf.setIfMissing("spark.driver.bindAddress", LOOPBACK);
      conf.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    }
    if (isOurs(options.master())) {
      protect(conf);
      // Spark looks for the jars of a distribution, which there is none of.
      conf.setIfMissing("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
      conf.setIfMissing("spark.executorEnv.SPARK_SQL_TESTING", "1");
    }
    return conf;
  }

  private static void append(SparkConf conf, String name, String value) {
    conf.set(name, conf.contains(name) ? conf.get(name) + "," + value : value);
  }

  /* As much for data as for objects, unless somebody knows better. */
  private static String nativeMemory(String master, SparkConf conf) {
    if (conf.contains(EXECUTOR_MEMORY)) {
      return conf.get(EXECUTOR_MEMORY);
    }
    return isOurs(master) ? megabytes(master) : "1g";
  }

  /* The last number of local-cluster[executors,cores,megabytes]. */
  private static String megabytes(String master) {
    return master.substring(master.lastIndexOf(',') + 1, master.length() - 1).strip() + "m";
  }

  /** Whether the cluster is made for the session, of processes of its own. */
  static boolean isOurs(String master) {
    return master.startsWith("local-cluster");
  }

  /* Whoever reaches a port of a cluster without a secret can run code there. */
  private static void protect(SparkConf conf) {
    conf.setIfMissing("spark.authenticate", "true");
    if (conf.getBoolean("spark.authenticate", false)) {
      byte[] secret = new byte[32];
      new SecureRandom().nextBytes(secret);
      conf.setIfMissing("spark.authenticate.secret", HexFormat.of().formatHex(secret));
    }
  }
}
