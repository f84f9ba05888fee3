package dev.quern.scheduler.spark.rdd;

import dev.quern.engine.MemoryFaultException;
import dev.quern.scheduler.spark.worker.WorkerNode;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;

/** Opens what an executor needs to carry out units when it starts, and closes it when it stops. */
public final class WorkerPlugin implements SparkPlugin {
  /** The setting for the native memory of an executor: Spark asks the cluster manager for it. */
  public static final String MEMORY = "spark.memory.offHeap.size";

  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");

  /** For Spark, which makes one. */
  public WorkerPlugin() {}

  @Override
  public @Nullable DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OfExecutor();
  }

  private static final class OfExecutor implements ExecutorPlugin {
    private @Nullable WorkerNode node;

    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      SparkConf conf = context.conf();
      Path folder = Path.of(Utils.getLocalDir(conf));
      node =
          WorkerNode.open("executor " + context.executorID(), conf.getSizeAsBytes(MEMORY), folder);
    }

    @Override
    public void shutdown() {
      WorkerNode closing = node;
      if (closing != null) {
        try {
          closing.close();
        } catch (MemoryFaultException leak) {
          LOG.log(Level.ERROR, "an executor stops, and something was not freed", leak);
        }
      }
    }
  }
}
