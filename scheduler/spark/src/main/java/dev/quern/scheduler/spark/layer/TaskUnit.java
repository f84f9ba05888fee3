package dev.quern.scheduler.spark.layer;

import java.util.List;

/**
 * Tasks that are carried out one after the other in one place; the result of the last is the
 * unit's. Without tasks, a unit passes on what it reads.
 *
 * @param tasks the numbers of the tasks, ascending, so each after those of them that it reads
 * @param reads the results of other units, or sections of them, that are read, each once, in the
 *     order of their places
 * @param sections how many sections its result is kept in; 0 when it is kept as it is
 */
public record TaskUnit(List<Integer> tasks, List<Place> reads, int sections) {

  /** Copies the lists. */
  public TaskUnit {
    tasks = List.copyOf(tasks);
    reads = List.copyOf(reads);
    if (tasks.isEmpty() && reads.size() != 1) {
      throw new IllegalArgumentException("nothing to pass on in " + reads);
    }
  }

  /** The task whose result is the unit's, or -1 when there are no tasks. */
  public int last() {
    return tasks.isEmpty() ? -1 : tasks.getLast();
  }
}
