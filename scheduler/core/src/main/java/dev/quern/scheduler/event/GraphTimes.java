package dev.quern.scheduler.event;

import dev.quern.engine.graph.Origin;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What took how long, by plan node, summed over all graphs that have ended. Prints as a table:
 *
 * <pre>
 *     time   tasks  plan node
 *   1.23 s      24  scan flights &gt; filter delay &gt; 15 (at Flights.java:31)
 *  0.41 ms       1  sort (at Flights.java:35)
 * </pre>
 */
public final class GraphTimes implements GraphListener {
  private final Map<Origin, NodeTime> nodes = new HashMap<>();

  /** Times of nothing yet. */
  public GraphTimes() {}

  @Override
  public synchronized void onEvent(GraphEvent event) {
    switch (event) {
      case GraphEvent.GraphPlaced _, GraphEvent.GraphStarted _, GraphEvent.TasksFinished _ -> {}
      case GraphEvent.GraphFinished end ->
          end.nodes().forEach(node -> nodes.merge(node.origin(), node, NodeTime::plus));
    }
  }

  /** The plan nodes and what they have cost, dearest first. */
  public synchronized List<NodeTime> nodes() {
    return nodes.values().stream()
        .sorted(Comparator.comparingLong(NodeTime::nanos).reversed())
        .toList();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("%10s %7s  plan node%n".formatted("time", "tasks"));
    for (NodeTime node : nodes()) {
      text.append("%10s %7d  %s%n".formatted(text(node.nanos()), node.tasks(), node.origin()));
    }
    return text.toString();
  }

  /** {@code nanos} with a fitting unit: 1.23 s, 45.60 ms. */
  static String text(long nanos) {
    return nanos >= 1_000_000_000
        ? String.format(Locale.ROOT, "%.2f s", nanos / 1e9)
        : String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
  }
}
