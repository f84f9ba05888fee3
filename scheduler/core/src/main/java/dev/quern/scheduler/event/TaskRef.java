package dev.quern.scheduler.event;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import java.util.Objects;

/**
 * Which task an event is about.
 *
 * @param graph the number of its graph; {@link #NO_GRAPH} for work that belongs to none
 * @param key the name of its result, with the partition
 * @param origin the plan node and the line of user code it was made from
 */
public record TaskRef(long graph, Key key, Origin origin) {

  /** The number of no graph: graphs are counted from 1. */
  public static final long NO_GRAPH = 0;

  /** What happens outside of all tasks. */
  public static final TaskRef OUTSIDE =
      new TaskRef(NO_GRAPH, Key.of("outside"), Origin.of("outside of tasks"));

  /** Checks that nothing is missing. */
  public TaskRef {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(origin, "origin");
  }

  /** A task that belongs to no graph, such as a submitted method. */
  public static TaskRef of(Key key, Origin origin) {
    return new TaskRef(NO_GRAPH, key, origin);
  }

  /** The partition of the result that the task computes. */
  public int partition() {
    return key.partition();
  }
}
