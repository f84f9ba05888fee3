package dev.quern.scheduler;

import dev.quern.engine.graph.FusedOperator;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Sized;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.memory.Bytes;
import dev.quern.scheduler.run.ClusterOptions;
import java.util.Optional;

/**
 * Where a graph runs, and why. Prints as both.
 *
 * <p>In a session with a cluster for what is too large, a graph goes there when what its sources
 * bring, by their own estimates, is more than the session's memory has left. What its tasks make of
 * it is not estimated: it is smaller as a rule, and this machine can put results aside.
 *
 * @param onCluster whether it runs on the cluster
 * @param reason why, for people
 */
public record Placement(boolean onCluster, String reason) {

  /** Where {@code chunks} run when there are {@code available} bytes of memory on this machine. */
  static Placement of(LazyChunks chunks, Optional<ClusterOptions> cluster, long available) {
    if (cluster.isEmpty()) {
      return new Placement(false, "the session has no cluster");
    }
    if (cluster.get().always()) {
      return new Placement(true, "the session is one of " + cluster.get().master());
    }
    long bytes = estimatedBytes(chunks.graph());
    return new Placement(
        bytes > available,
        "its sources bring about %s, and %s of memory are left here"
            .formatted(Bytes.text(bytes), Bytes.text(available)));
  }

  private static long estimatedBytes(TaskGraph graph) {
    long bytes = 0;
    for (int task = 0; task < graph.size(); task++) {
      Operator operator = graph.operator(task);
      if (operator instanceof FusedOperator fused) {
        operator = fused.steps().getFirst().operator();
      }
      bytes += operator instanceof Sized source ? source.estimatedBytes() : 0;
    }
    return bytes;
  }

  @Override
  public String toString() {
    return (onCluster ? "on the cluster: " : "on this machine: ") + reason;
  }
}
