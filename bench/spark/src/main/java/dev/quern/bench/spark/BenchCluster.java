package dev.quern.bench.spark;

import dev.quern.bench.harness.Setting;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.SessionConfig;
import dev.quern.scheduler.spark.standalone.StandaloneCluster;
import java.util.Map;
import java.util.TreeMap;

/**
 * A master and two workers on this machine, with room for two applications that are compared: each
 * has an executor of one core on each worker.
 *
 * @param cluster the processes
 * @param megabytes what an executor has of memory, on and off its heap
 */
record BenchCluster(StandaloneCluster cluster, int megabytes) {
  private static final int WORKERS = 2;
  private static final int APPLICATIONS = 2;

  /** The cluster, which ends with {@code setting}. */
  static BenchCluster of(Setting setting, int megabytes) {
    setting.progress().say("starting a cluster");
    StandaloneCluster cluster = StandaloneCluster.start(WORKERS, APPLICATIONS, megabytes);
    return new BenchCluster(setting.own(cluster), megabytes);
  }

  /** A session on it, whose executors have as much for data as for objects. */
  SessionConfig session() {
    SessionConfig config = Session.cluster(cluster.address());
    for (Map.Entry<String, String> setting : settings(megabytes / 2).entrySet()) {
      config = config.clusterSetting(setting.getKey(), setting.getValue());
    }
    return config.clusterSetting("spark.memory.offHeap.size", megabytes / 2 + "m");
  }

  /** The settings of an application of Spark SQL, whose executors have all on the heap. */
  Map<String, String> ofSparkSql() {
    Map<String, String> settings = settings(megabytes);
    settings.put("spark.master", cluster.address());
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    settings.remove("spark.memory.offHeap.size");
    return settings;
  }

  private Map<String, String> settings(int heap) {
    Map<String, String> settings = new TreeMap<>(cluster.settings());
    settings.put("spark.executor.cores", "1");
    settings.put("spark.cores.max", Integer.toString(WORKERS));
    settings.put("spark.executor.memory", heap + "m");
    settings.put(
        "spark.executor.extraJavaOptions", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    // Each worker is one of two machines; files of the other are fetched over the network.
    settings.put("spark.shuffle.readHostLocalDisk", "false");
    return settings;
  }
}
