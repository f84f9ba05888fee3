package dev.quern.scheduler.local;

import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.event.GraphEvent;
import dev.quern.scheduler.event.GraphListeners;
import dev.quern.scheduler.event.NodeTime;
import dev.quern.scheduler.event.TaskRef;
import dev.quern.scheduler.event.TaskScope;
import dev.quern.scheduler.event.jfr.GraphExecution;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.store.ChunkStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a run tells its listeners: counts and times by plan node, gathered by lane and sent in
 * batches, and each task, when somebody asks for that, by way of {@link Events}. There is none when
 * nobody listens.
 */
final class RunRecorder {
  private static final long INTERVAL_NANOS = 100_000_000;

  private final Submission submission;
  private final TaskGraph graph;
  private final Lanes lanes;
  private final ChunkStore store;
  private final Events events;
  private final GraphListeners listeners;
  /* Whether single tasks are asked for, not only sums. */
  private final boolean tasksWanted;
  private final Stripe[] stripes;
  private final long start;
  private final @Nullable GraphExecution recorded;
  /* Held while an event is delivered, so that listeners get them in order. */
  private final ReentrantLock delivery = new ReentrantLock();
  private volatile long lastSent;

  private RunRecorder(Submission submission, Lanes lanes, ChunkStore store, Events events) {
    this.submission = submission;
    this.graph = submission.chunks().graph();
    this.lanes = lanes;
    this.store = store;
    this.events = events;
    this.listeners = new GraphListeners(submission.listeners());
    this.tasksWanted = events.isOn();
    this.stripes = new Stripe[lanes.width()];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe(graph.origins().size());
    }
    this.start = lanes.nanoTime();
    this.lastSent = start;
    this.recorded = GraphExecution.isRecorded() ? new GraphExecution() : null;
  }

  /** A recorder, or null when nobody listens. */
  static @Nullable RunRecorder of(
      Submission submission, Lanes lanes, ChunkStore store, Events events) {
    return submission.listeners().isEmpty() && !events.isOn()
        ? null
        : new RunRecorder(submission, lanes, store, events);
  }

  void started() {
    if (recorded != null) {
      recorded.begin();
    }
    if (listeners.isEmpty()) {
      return;
    }
    List<Origin> origins = graph.origins();
    long[] tasks = new long[origins.size()];
    for (int task = 0; task < graph.size(); task++) {
      tasks[graph.originIndex(task)]++;
    }
    List<NodeTime> nodes = new ArrayList<>();
    for (int i = 0; i < tasks.length; i++) {
      if (tasks[i] > 0) {
        nodes.add(new NodeTime(origins.get(i), tasks[i], 0, 0, 0));
      }
    }
    delivery.lock();
    try {
      listeners.tell(
          new GraphEvent.GraphStarted(submission.number(), graph.size(), List.copyOf(nodes)));
    } finally {
      delivery.unlock();
    }
  }

  /** Notes that all inputs of {@code task} are there. */
  void ready(int task) {
    if (tasksWanted) {
      events.ready(ref(task));
    }
  }

  /** Notes that lane {@code lane} goes on with {@code task}, which {@code from} had forked. */
  void followed(int task, int from, int lane) {
    if (tasksWanted && from != lane) {
      events.stolen(ref(task), from);
    }
  }

  /** Notes that the current thread begins with {@code task}. */
  TaskScope started(int task) {
    return events.started(ref(task));
  }

  /** Notes that the current task was seen to wait; not when {@code nanos} are 0. */
  void blocked(long nanos) {
    if (nanos > 0) {
      events.blocked(nanos);
    }
  }

  /** Notes that {@code task} has made a result of {@code bytes}. */
  void finished(int task, TaskScope scope, long bytes, int lane) {
    ended(task, scope, events.finished(scope, bytes), bytes, lane);
  }

  /** Notes that {@code task} threw {@code cause}. */
  void failed(int task, TaskScope scope, Throwable cause, int lane) {
    ended(task, scope, events.failed(scope, cause), 0, lane);
  }

  /** Notes that a task threw {@code cause}, and will be tried again. */
  void putOff(TaskScope scope, Throwable cause) {
    long _ = events.failed(scope, cause);
  }

  /** Notes that {@code task} is not carried out. */
  void skipped(int task, int lane) {
    if (tasksWanted) {
      events.cancelled(ref(task));
    }
    stripes[lane % stripes.length].add(graph.originIndex(task), 0, 0, 0);
  }

  private TaskRef ref(int task) {
    return new TaskRef(submission.number(), graph.key(task), graph.origin(task));
  }

  private void ended(int task, TaskScope scope, long after, long bytes, int lane) {
    stripes[lane % stripes.length].add(
        graph.originIndex(task), after - scope.start(), bytes, scope.spilledBytes());
    if (!listeners.isEmpty() && after - lastSent > INTERVAL_NANOS && delivery.tryLock()) {
      try {
        if (after - lastSent > INTERVAL_NANOS) {
          lastSent = after;
          List<NodeTime> nodes = nodes();
          long done = nodes.stream().mapToLong(NodeTime::tasks).sum();
          listeners.tell(
              new GraphEvent.TasksFinished(submission.number(), done, graph.size(), nodes));
        }
      } finally {
        delivery.unlock();
      }
    }
  }

  /** Tells of the end; all tasks have been noted before. */
  void ended(GraphEvent.Outcome outcome) {
    if (recorded != null) {
      recorded.ended(
          submission.number(),
          graph.size(),
          store.peakBytes(),
          outcome.name().toLowerCase(Locale.ROOT));
      recorded.commit();
    }
    events.flush();
    delivery.lock();
    try {
      listeners.tell(
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
    long[] bytes = new long[origins.size()];
    long[] spilled = new long[origins.size()];
    for (Stripe stripe : stripes) {
      stripe.addTo(tasks, nanos, bytes, spilled);
    }
    List<NodeTime> nodes = new ArrayList<>();
    for (int i = 0; i < tasks.length; i++) {
      if (tasks[i] > 0) {
        nodes.add(new NodeTime(origins.get(i), tasks[i], nanos[i], bytes[i], spilled[i]));
      }
    }
    return List.copyOf(nodes);
  }

  /** The sums of one lane; rarely shared, so its lock is hardly ever waited for. */
  private static final class Stripe {
    private final long[] tasks;
    private final long[] nanos;
    private final long[] bytes;
    private final long[] spilled;

    Stripe(int origins) {
      tasks = new long[origins];
      nanos = new long[origins];
      bytes = new long[origins];
      spilled = new long[origins];
    }

    synchronized void add(int origin, long spent, long made, long putAside) {
      tasks[origin]++;
      nanos[origin] += spent;
      bytes[origin] += made;
      spilled[origin] += putAside;
    }

    synchronized void addTo(long[] allTasks, long[] allNanos, long[] allBytes, long[] allSpilled) {
      for (int i = 0; i < tasks.length; i++) {
        allTasks[i] += tasks[i];
        allNanos[i] += nanos[i];
        allBytes[i] += bytes[i];
        allSpilled[i] += spilled[i];
      }
    }
  }
}
