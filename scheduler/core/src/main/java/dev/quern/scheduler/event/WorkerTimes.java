package dev.quern.scheduler.event;

import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.event.LaneClock.State;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session's workers spent their time on while a piece of work was done. The parts add up to
 * the wall time of all workers, because each is measured:
 *
 * <pre>{@code
 * WorkerTimes times = session.workerTimes();
 * try (times) {
 *   frame.collect(session).close();
 * }
 * System.out.println(times);
 * }</pre>
 *
 * <pre>
 *   1.23 s of 2 workers
 *     1.80 s   73 %  running
 *     0.42 s   17 %  starved
 *     0.20 s    8 %  blocked
 *    ...
 *     running    blocked   spilling  plan node
 *      1.20 s    0.00 ms    0.00 ms  scan flights (at Flights.java:31)
 * </pre>
 *
 * <p>A worker is <b>running</b> within a task, <b>spilling</b> while the task puts data aside or
 * reads it back, <b>blocked</b> while it waits within a task and nobody stands in for it,
 * <b>scheduling</b> between tasks that follow one another, and <b>starved</b> when it has no work,
 * which includes looking for some to steal. <b>Garbage collection</b> is when all stand still; it
 * is taken from the other parts by their shares.
 *
 * <p>Times are of threads, not processors: one that waits for a processor counts as what it was
 * about to do. Costs two looks at the clock for each task. Thread-safe.
 */
public final class WorkerTimes implements AutoCloseable {
  private final Events events;
  private final LaneClocks clocks;
  private final int workers;
  private final long start;
  private final long collectedBefore;
  private @Nullable Result result;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Result(long wall, long[] times, long collecting, Map<Origin, long[]> nodes) {}

  /**
   * The times of one plan node.
   *
   * @param origin the plan node
   * @param running nanoseconds within its tasks
   * @param blocked nanoseconds that its tasks waited
   * @param spilling nanoseconds that its tasks spent with the disk
   */
  public record NodeShare(Origin origin, long running, long blocked, long spilling) {
    long total() {
      return running + blocked + spilling;
    }
  }

  /** Begins to measure the workers that tell {@code events}. */
  WorkerTimes(Events events, LaneClocks clocks, int workers, long start) {
    this.events = events;
    this.clocks = clocks;
    this.workers = workers;
    this.start = start;
    this.collectedBefore = collectedNanos();
  }

  /** Ends the measurement; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (result == null) {
      result = measure(events.unwatch());
    }
  }

  /** Wall time of the measurement, until now when it goes on. */
  public long wall() {
    return result().wall;
  }

  /** How many workers were measured. */
  public int workers() {
    return workers;
  }

  /** Nanoseconds of all workers within tasks. */
  public long running() {
    return part(State.RUNNING);
  }

  /** Nanoseconds of all workers without work. */
  public long starved() {
    return part(State.STARVED);
  }

  /** Nanoseconds of all workers that waited within tasks. */
  public long blocked() {
    return part(State.BLOCKED);
  }

  /** Nanoseconds of all workers between tasks. */
  public long scheduling() {
    return part(State.SCHEDULING);
  }

  /** Nanoseconds of all workers with the disk. */
  public long spilling() {
    return part(State.SPILLING);
  }

  /** Nanoseconds in which the garbage collector had stopped all workers. */
  public long collecting() {
    return result().collecting;
  }

  /** All parts together: about {@link #wall} times {@link #workers}. */
  public long total() {
    return running() + starved() + blocked() + scheduling() + spilling() + collecting();
  }

  /** The plan nodes that workers ran, were blocked or spilled for, dearest first. */
  public List<NodeShare> nodes() {
    return result().nodes.entrySet().stream()
        .map(
            node ->
                new NodeShare(
                    node.getKey(),
                    node.getValue()[State.RUNNING.index],
                    node.getValue()[State.BLOCKED.index],
                    node.getValue()[State.SPILLING.index]))
        .sorted(Comparator.comparingLong(NodeShare::total).reversed())
        .toList();
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("%s of %d workers%n".formatted(GraphTimes.text(wall()), workers));
    line(text, running(), "running");
    line(text, starved(), "starved");
    line(text, blocked(), "blocked");
    line(text, scheduling(), "scheduling");
    line(text, spilling(), "spilling");
    line(text, collecting(), "garbage collection");
    text.append("%11s %10s %10s  plan node%n".formatted("running", "blocked", "spilling"));
    for (NodeShare node : nodes()) {
      text.append(
          "%11s %10s %10s  %s%n"
              .formatted(
                  GraphTimes.text(node.running),
                  GraphTimes.text(node.blocked),
                  GraphTimes.text(node.spilling),
                  node.origin));
    }
    return text.toString();
  }

  private void line(StringBuilder text, long nanos, String what) {
    text.append(
        String.format(
            Locale.ROOT,
            "%11s %4.0f %%  %s%n",
            GraphTimes.text(nanos),
            100.0 * nanos / Math.max(1, wall() * workers),
            what));
  }

  private long part(State state) {
    return result().times[state.index];
  }

  private synchronized Result result() {
    return result == null ? measure(events.now()) : result;
  }

  private Result measure(long end) {
    long wall = end - start;
    Map<Origin, long[]> nodes = new HashMap<>();
    LaneClocks.Sums sums = clocks.sums(end, nodes);
    long[] times = sums.times();
    // Threads that stand in for others idle before they go, or run while those wait.
    long idle = Math.min(sums.surplus(), times[State.STARVED.index]);
    times[State.STARVED.index] += sums.missing() - idle;
    times[State.BLOCKED.index] -= Math.min(sums.surplus() - idle, times[State.BLOCKED.index]);
    long stopped = Math.min(collectedNanos() - collectedBefore, wall);
    double left = wall == 0 ? 1 : 1 - (double) stopped / wall;
    scale(times, left);
    nodes.values().forEach(node -> scale(node, left));
    return new Result(wall, times, stopped * workers, nodes);
  }

  private static void scale(long[] times, double factor) {
    for (int i = 0; i < times.length; i++) {
      times[i] = Math.round(times[i] * factor);
    }
  }

  /* Collectors that run beside the program count what they do then under names of their own. */
  private static long collectedNanos() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (!collector.getName().endsWith("Cycles")) {
        millis += Math.max(0, collector.getCollectionTime());
      }
    }
    return millis * 1_000_000;
  }
}
