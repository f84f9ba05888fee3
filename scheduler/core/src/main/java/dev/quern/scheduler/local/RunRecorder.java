package dev.quern.scheduler.local;

import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.event.GraphEvent;
import dev.quern.scheduler.event.GraphListener;
import dev.quern.scheduler.event.NodeTime;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.store.ChunkStore;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a run tells its listeners: counts and times by plan node, gathered by lane and sent in
 * batches. There is none when nobody listens.
 */
final class RunRecorder {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final long INTERVAL_NANOS = 100_000_000;

  private final Submission submission;
  private final TaskGraph graph;
  private final Lanes lanes;
  private final ChunkStore store;
  private final List<GraphListener> listeners;
  private final Stripe[] stripes;
  private final long start;
  /* Held while an event is delivered, so that listeners get them in order. */
  private final ReentrantLock delivery = new ReentrantLock();
  private volatile long lastSent;

  RunRecorder(Submission submission, Lanes lanes, ChunkStore store) {
    this.submission = submission;
    this.graph = submission.chunks().graph();
    this.lanes = lanes;
    this.store = store;
    this.listeners = new ArrayList<>(submission.listeners());
    this.stripes = new Stripe[lanes.width()];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe(graph.origins().size());
    }
    this.start = lanes.nanoTime();
    this.lastSent = start;
  }

  void started() {
    List<Origin> origins = graph.origins();
    long[] tasks = new long[origins.size()];
    for (int task = 0; task < graph.size(); task++) {
      tasks[graph.originIndex(task)]++;
    }
    List<NodeTime> nodes = new ArrayList<>();
    for (int i = 0; i < tasks.length; i++) {
      if (tasks[i] > 0) {
        nodes.add(new NodeTime(origins.get(i), tasks[i], 0));
      }
    }
    delivery.lock();
    try {
      deliver(new GraphEvent.GraphStarted(submission.number(), graph.size(), List.copyOf(nodes)));
    } finally {
      delivery.unlock();
    }
  }

  /** Notes a task of origin {@code origin} that lane {@code lane} has ended. */
  void finished(int origin, long before, long after, int lane) {
    stripes[lane % stripes.length].add(origin, after - before);
    if (after - lastSent > INTERVAL_NANOS && delivery.tryLock()) {
      try {
        if (after - lastSent > INTERVAL_NANOS) {
          lastSent = after;
          List<NodeTime> nodes = nodes();
          long done = nodes.stream().mapToLong(NodeTime::tasks).sum();
          deliver(new GraphEvent.TasksFinished(submission.number(), done, graph.size(), nodes));
        }
      } finally {
        delivery.unlock();
      }
    }
  }

  /** Tells of the end; all tasks have been noted before. */
  void ended(GraphEvent.Outcome outcome) {
    delivery.lock();
    try {
      deliver(
          new GraphEvent.GraphFinished(
              submission.number(),
              outcome,
              lanes.nanoTime() - start,
              store.peakBytes(),
              nodes().stream()
                  .sorted(Comparator.comparingLong(NodeTime::nanos).reversed())
                  .toList()));
    } finally {
      delivery.unlock();
    }
  }

  private List<NodeTime> nodes() {
    List<Origin> origins = graph.origins();
    long[] tasks = new long[origins.size()];
    long[] nanos = new long[origins.size()];
    for (Stripe stripe : stripes) {
      stripe.addTo(tasks, nanos);
    }
    List<NodeTime> nodes = new ArrayList<>();
    for (int i = 0; i < tasks.length; i++) {
      if (tasks[i] > 0) {
        nodes.add(new NodeTime(origins.get(i), tasks[i], nanos[i]));
      }
    }
    return List.copyOf(nodes);
  }

  private void deliver(GraphEvent event) {
    listeners.removeIf(listener -> !accepts(listener, event));
  }

  private static boolean accepts(GraphListener listener, GraphEvent event) {
    try {
      listener.onEvent(event);
      return true;
    } catch (RuntimeException | Error broken) {
      LOG.log(Level.WARNING, "a graph listener threw and is told no more of this graph", broken);
      return false;
    }
  }

  /** The sums of one lane; rarely shared, so its lock is hardly ever waited for. */
  private static final class Stripe {
    private final long[] tasks;
    private final long[] nanos;

    Stripe(int origins) {
      tasks = new long[origins];
      nanos = new long[origins];
    }

    synchronized void add(int origin, long spent) {
      tasks[origin]++;
      nanos[origin] += spent;
    }

    synchronized void addTo(long[] allTasks, long[] allNanos) {
      for (int i = 0; i < tasks.length; i++) {
        allTasks[i] += tasks[i];
        allNanos[i] += nanos[i];
      }
    }
  }
}
