package dev.quern.scheduler.spark.layer;

import java.util.List;

/**
 * Tasks that are carried out one after the other in one place; the result of the last is the
 * unit's. Without tasks, a unit passes on what it reads.
 *
 * @param tasks the numbers of the tasks, ascending, so each after those of them that it reads
 * @param reads the results of other units, or sections of them, that are read, each once
 * @param sections how many sections its result is kept in; 0 when it is kept as it is
 * @param results the tasks whose results are the unit's, or that made what it reads: the last, but
 *     for a unit that is a layer of its own, which may have several
 */
public record TaskUnit(
    List<Integer> tasks, List<Place> reads, int sections, List<Integer> results) {

  /** Copies the lists. */
  public TaskUnit {
    tasks = List.copyOf(tasks);
    reads = List.copyOf(reads);
    results = List.copyOf(results);
    if (tasks.isEmpty() && reads.size() != 1) {
      throw new IllegalArgumentException("nothing to pass on in " + reads);
    }
  }

  /** A unit with one result, that of its last task. */
  TaskUnit(List<Integer> tasks, List<Place> reads, int sections) {
    this(tasks, reads, sections, tasks.isEmpty() ? List.of() : List.of(tasks.getLast()));
  }

  /** How many results it has: they are numbered on from the unit's own number. */
  public int width() {
    return Math.max(1, results.size());
  }
}
