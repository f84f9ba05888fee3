package dev.quern.scheduler.spark.layer;

import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import java.util.BitSet;
import java.util.Map;

/**
 * What is left to do of a graph: the tasks that outputs need, without those whose results are there
 * and those that turned out to have nothing to do.
 */
final class OpenTasks {
  private final TaskGraph graph;
  private final Map<Integer, Place> given;
  private final BitSet skipped;
  private final Sections sections;
  private final boolean[] open;
  /* How many open tasks read each task, or the one that does. */
  private final int[] readers;
  private final int[] reader;

  /**
   * What is left of {@code chunks}.
   *
   * @param given where results are, by their tasks
   * @param skipped tasks without work, whose results nobody looks at
   * @param sections of the results of {@code chunks}
   */
  OpenTasks(LazyChunks chunks, Map<Integer, Place> given, BitSet skipped, Sections sections) {
    this.graph = chunks.graph();
    this.given = given;
    this.skipped = skipped;
    this.sections = sections;
    int[] outputs = new int[chunks.size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = chunks.outputTask(i);
    }
    this.open = needed(outputs);
    this.readers = new int[graph.size()];
    this.reader = new int[graph.size()];
    for (int task = 0; task < open.length; task++) {
      for (int i = 0; open[task] && i < graph.inputCount(task); i++) {
        if (isRead(task, i)) {
          readers[graph.input(task, i)]++;
          reader[graph.input(task, i)] = task;
        }
      }
    }
  }

  /** Whether each task, by number, has to be carried out for these. */
  boolean[] needed(int... tasks) {
    boolean[] needed = new boolean[graph.size()];
    for (int task : tasks) {
      needed[task] = !given.containsKey(task);
    }
    for (int task = needed.length - 1; task >= 0; task--) {
      for (int i = 0; needed[task] && i < graph.inputCount(task); i++) {
        int input = graph.input(task, i);
        needed[input] |= isRead(task, i) && !given.containsKey(input);
      }
    }
    return needed;
  }

  /** The last task of the unit that each task is in, when these join their reader. */
  int[] homes(boolean[] joins) {
    int[] homes = new int[joins.length];
    for (int task = homes.length - 1; task >= 0; task--) {
      homes[task] = joins[task] ? homes[reader[task]] : task;
    }
    return homes;
  }

  TaskGraph graph() {
    return graph;
  }

  /** Whether {@code task} is left to do. */
  boolean isOpen(int task) {
    return open[task];
  }

  /** Whether input {@code position} of {@code task} is looked at. */
  boolean isRead(int task, int position) {
    return !skipped.get(graph.input(task, position));
  }

  /** In which sections results are kept. */
  Sections sections() {
    return sections;
  }

  /** Where the results are that are there, by their tasks. */
  Map<Integer, Place> given() {
    return given;
  }

  /** How often open tasks read {@code task}. */
  int readers(int task) {
    return readers[task];
  }

  /** An open task that reads {@code task}: the only one if there is one. */
  int reader(int task) {
    return reader[task];
  }
}
