package dev.quern.scheduler.event;

import java.util.List;

/** Something that happened to a running graph. */
public sealed interface GraphEvent {

  /** Which graph: a number that no other graph of this session has. */
  long graph();

  /**
   * It was decided where a graph runs: sent before it starts, in sessions that have a cluster.
   *
   * @param graph which
   * @param onCluster whether it runs on the cluster
   * @param reason why, for people
   */
  record GraphPlaced(long graph, boolean onCluster, String reason) implements GraphEvent {}

  /**
   * A graph was submitted.
   *
   * @param graph which
   * @param total how many tasks it has
   * @param nodes its plan nodes with their numbers of tasks, no time spent yet
   */
  record GraphStarted(long graph, long total, List<NodeTime> nodes) implements GraphEvent {}

  /**
   * Some tasks have ended since the event before; sent at most ten times a second.
   *
   * @param graph which
   * @param done how many tasks have ended so far
   * @param total how many there are
   * @param nodes what each plan node has cost so far, those that have cost nothing left out
   */
  record TasksFinished(long graph, long done, long total, List<NodeTime> nodes)
      implements GraphEvent {}

  /**
   * A graph has ended.
   *
   * @param graph which
   * @param outcome how
   * @param nanos wall time since it was submitted
   * @param peakBytes the most bytes of results that were alive at once
   * @param nodes what each plan node has cost, dearest first
   */
  record GraphFinished(
      long graph, Outcome outcome, long nanos, long peakBytes, List<NodeTime> nodes)
      implements GraphEvent {}

  /** How a graph ended. */
  enum Outcome {
    /** With all its outputs. */
    DONE,
    /** A task threw. */
    FAILED,
    /** It was cancelled. */
    CANCELLED
  }
}
