package dev.quern.scheduler.spark;

import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.event.GraphEvent;
import dev.quern.scheduler.event.GraphListeners;
import dev.quern.scheduler.event.NodeTime;
import dev.quern.scheduler.event.TaskEvent;
import dev.quern.scheduler.event.TaskRef;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.spark.layer.TaskUnit;
import dev.quern.scheduler.spark.rdd.UnitReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What listeners are told of a graph on the cluster, from the reports of its units. A unit that is
 * carried out again, since its result was lost, has its cost added, but is not counted twice.
 */
final class ClusterRecorder {
  private static final long INTERVAL_NANOS = 100_000_000;

  private final Submission submission;
  private final TaskGraph graph;
  private final GraphJob job;
  private final Lanes lanes;
  private final Events events;
  private final GraphListeners listeners;
  private final boolean[] done;
  private final NodeTime[] costs;
  private final Map<Integer, Long> layerBytes = new HashMap<>();
  private final long start;
  private long lastSent;
  private long doneTasks;

  ClusterRecorder(Submission submission, GraphJob job, Lanes lanes, Events events) {
    this.submission = submission;
    this.graph = job.graph();
    this.job = job;
    this.lanes = lanes;
    this.events = events;
    this.listeners = new GraphListeners(submission.listeners());
    this.done = new boolean[graph.size()];
    this.costs = new NodeTime[graph.origins().size()];
    for (int i = 0; i < costs.length; i++) {
      costs[i] = new NodeTime(graph.origins().get(i), 0, 0, 0, 0);
    }
    this.start = lanes.nanoTime();
    this.lastSent = start;
  }

  synchronized void started() {
    long[] tasks = new long[costs.length];
    for (int task = 0; task < graph.size(); task++) {
      tasks[graph.originIndex(task)]++;
    }
    List<NodeTime> nodes = new ArrayList<>();
    for (int i = 0; i < tasks.length; i++) {
      if (tasks[i] > 0) {
        nodes.add(new NodeTime(costs[i].origin(), tasks[i], 0, 0, 0));
      }
    }
    listeners.tell(
        new GraphEvent.GraphStarted(submission.number(), graph.size(), List.copyOf(nodes)));
  }

  /** Adds what a unit has cost. */
  synchronized void done(UnitReport report) {
    TaskUnit unit = job.unit(report.layer(), report.unit());
    layerBytes.merge(report.layer(), report.bytes(), Long::sum);
    for (UnitReport.StepCost step : report.steps()) {
      int task = (step.copy() < 0 ? unit : job.copy(step.copy())).tasks().get(step.step());
      int origin = graph.originIndex(task);
      Origin node = costs[origin].origin();
      tell(task, report.worker(), step);
      long tasks = done[task] ? 0 : step.tasks();
      costs[origin] =
          costs[origin].plus(
              new NodeTime(node, tasks, step.nanos(), step.bytes(), step.spilledBytes()));
    }
    unit.allCopies().forEach(copy -> count(copy.tasks()));
    count(unit.tasks());
    long now = lanes.nanoTime();
    if (now - lastSent > INTERVAL_NANOS) {
      lastSent = now;
      listeners.tell(
          new GraphEvent.TasksFinished(submission.number(), doneTasks, graph.size(), nodes()));
    }
  }

  /** Counts tasks that need not be carried out. */
  synchronized void leftOut(List<Integer> tasks) {
    count(tasks);
  }

  private void count(List<Integer> tasks) {
    for (int task : tasks) {
      doneTasks += done[task] ? 0 : 1;
      done[task] = true;
    }
  }

  /* Executors' clocks are others: the task is told as one that ends now. */
  private void tell(int task, String worker, UnitReport.StepCost step) {
    if (events.isOn()) {
      TaskRef ref = new TaskRef(submission.number(), graph.key(task), graph.origin(task));
      int number = number(worker);
      long now = lanes.nanoTime();
      events.tell(new TaskEvent.Started(ref, number, now - step.nanos()));
      events.tell(new TaskEvent.Finished(ref, number, now, step.bytes(), step.nanos()));
    }
  }

  /* Executors are called by numbers, but for one that is the driver. */
  private static int number(String worker) {
    return worker.chars().allMatch(Character::isDigit)
        ? Integer.parseInt(worker)
        : TaskEvent.NO_WORKER;
  }

  /** How many tasks have ended. */
  synchronized long doneTasks() {
    return doneTasks;
  }

  /** Tells of the end. */
  synchronized void ended(GraphEvent.Outcome outcome) {
    long most = 0;
    for (long bytes : layerBytes.values()) {
      most = Math.max(most, bytes);
    }
    listeners.tell(
        new GraphEvent.GraphFinished(
            submission.number(),
            outcome,
            lanes.nanoTime() - start,
            most,
            nodes().stream()
                .sorted(Comparator.comparingLong(NodeTime::nanos).reversed())
                .toList()));
  }

  private List<NodeTime> nodes() {
    List<NodeTime> nodes = new ArrayList<>();
    for (NodeTime cost : costs) {
      if (cost.tasks() > 0) {
        nodes.add(cost);
      }
    }
    return nodes;
  }
}
