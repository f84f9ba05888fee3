package dev.quern.scheduler.local;

import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.lane.Lanes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How long tasks take, by plan node, measured as they run: the first ones, and every 64th from then
 * on. Siblings that are known to be tiny are not worth a strand each. Thread-safe; what is lost
 * when two lanes write at once does not matter.
 */
final class TaskCosts {
  /* Forking a task and stealing it take some hundred nanoseconds. */
  static final int TINY_NANOS = 2_000;

  private static final VarHandle NANOS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int SAMPLED = 63;
  private static final int UNKNOWN = 0;

  private final TaskGraph graph;
  private final Lanes lanes;
  private final int[] nanos;

  private TaskCosts(TaskGraph graph, Lanes lanes) {
    this.graph = graph;
    this.lanes = lanes;
    this.nanos = new int[graph.origins().size()];
  }

  /** Costs of the tasks of {@code graph}, or null when none of them has two readers. */
  static @Nullable TaskCosts of(TaskGraph graph, Lanes lanes) {
    for (int task = 0; task < graph.size(); task++) {
      if (graph.successorCount(task) > 1) {
        return new TaskCosts(graph, lanes);
      }
    }
    return null;
  }

  /** Whether the tasks of the plan node of {@code task} are known to be tiny. */
  boolean isTiny(int task) {
    int known = known(graph.originIndex(task));
    return known != UNKNOWN && known < TINY_NANOS;
  }

  /** When {@code task} begins, if it is to be measured; else 0. */
  long begin(int task) {
    return (task & SAMPLED) == 0 || known(graph.originIndex(task)) == UNKNOWN
        ? lanes.nanoTime()
        : 0;
  }

  /** Notes that {@code task} has ended, which began at {@code start}. */
  void end(int task, long start) {
    if (start != 0) {
      long taken = Math.clamp(lanes.nanoTime() - start, 1, Integer.MAX_VALUE);
      int origin = graph.originIndex(task);
      int known = known(origin);
      NANOS.setOpaque(nanos, origin, (int) (known == UNKNOWN ? taken : (3L * known + taken) / 4));
    }
  }

  private int known(int origin) {
    return (int) NANOS.getOpaque(nanos, origin);
  }
}
