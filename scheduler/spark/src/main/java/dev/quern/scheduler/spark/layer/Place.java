package dev.quern.scheduler.spark.layer;

import dev.quern.engine.graph.ReadsSections;

/**
 * Where a result is to be had.
 *
 * @param layer the layer
 * @param unit the number of the unit in there
 * @param section of the result, or {@link ReadsSections#WHOLE}
 */
public record Place(int layer, int unit, int section) {

  /** Where all of a result is. */
  public Place(int layer, int unit) {
    this(layer, unit, ReadsSections.WHOLE);
  }

  /** A section of it. */
  Place section(int number) {
    return new Place(layer, unit, number);
  }
}
