package dev.quern.scheduler.spark;

import dev.quern.scheduler.Session;
import dev.quern.scheduler.SessionConfig;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A cluster of two executors, processes of their own on this machine, which all test classes of the
 * module share: it takes seconds to start. It ends with the last test.
 */
final class Cluster implements BeforeAllCallback {
  static final String MASTER = "local-cluster[2,1,768]";
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(Cluster.class);

  /** A session on it, for the caller to change, open and close. */
  static SessionConfig session() {
    return Session.cluster(MASTER)
        .clusterSetting("spark.executor.memory", "768m")
        .clusterSetting("spark.memory.offHeap.size", "512m")
        .clusterSetting(
            "spark.executor.extraJavaOptions",
            "-ea -Dquern.debug.memory=true -Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
        .memory("512m");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(SPACE)
        .computeIfAbsent("cluster", _ -> new Kept(session().open()), Kept.class);
  }

  /** Holds the application open between test classes. */
  private record Kept(Session session) implements AutoCloseable {
    @Override
    public void close() {
      session.close();
    }
  }
}
