package dev.quern.scheduler.spark.layer;

import java.util.List;

/**
 * Units none of which reads another: they may be carried out at once, and all results they read are
 * of layers before.
 *
 * @param number its place among the layers
 * @param depth how many exchanges lead here, at most
 * @param upstream the numbers of the layers that are read, ascending
 * @param sections how many sections its units' results are kept in, at most; 0 when none is divided
 * @param units its units; those of one operation stand together. One with several results stands
 *     alone
 */
public record Layer(
    int number, int depth, List<Integer> upstream, int sections, List<TaskUnit> units) {

  /** Copies the lists. */
  public Layer {
    upstream = List.copyOf(upstream);
    units = List.copyOf(units);
  }

  /** How many results its units have together. */
  public int results() {
    return units.stream().mapToInt(TaskUnit::width).sum();
  }

  @Override
  public String toString() {
    return "layer %d of %d units, reads %s".formatted(number, units.size(), upstream);
  }
}
