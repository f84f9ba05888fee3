package dev.quern.scheduler.spark.layer;

import java.util.ArrayList;
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
 * @param copies the units that it carries out itself to read their results, which come first in
 *     {@code reads} and in the same order; each of them is carried out once in a process
 */
public record TaskUnit(
    List<Integer> tasks,
    List<Place> reads,
    int sections,
    List<Integer> results,
    List<TaskUnit> copies) {

  /** Copies the lists. */
  public TaskUnit {
    tasks = List.copyOf(tasks);
    reads = List.copyOf(reads);
    results = List.copyOf(results);
    copies = List.copyOf(copies);
    if (tasks.isEmpty() && reads.size() != 1) {
      throw new IllegalArgumentException("nothing to pass on in " + reads);
    }
  }

  /** A unit with one result, that of its last task. */
  TaskUnit(List<Integer> tasks, List<Place> reads, int sections, List<TaskUnit> copies) {
    this(tasks, reads, sections, tasks.isEmpty() ? List.of() : List.of(tasks.getLast()), copies);
  }

  /** A unit without tasks, which passes on what is at {@code place}. */
  static TaskUnit passingOn(Place place) {
    return new TaskUnit(List.of(), List.of(place), 0, List.of());
  }

  /** Its copies, and theirs before each. */
  public List<TaskUnit> allCopies() {
    List<TaskUnit> all = new ArrayList<>();
    for (TaskUnit copy : copies) {
      all.addAll(copy.allCopies());
      all.add(copy);
    }
    return all;
  }

  /** How many results it has: they are numbered on from the unit's own number. */
  public int width() {
    return Math.max(1, results.size());
  }
}
