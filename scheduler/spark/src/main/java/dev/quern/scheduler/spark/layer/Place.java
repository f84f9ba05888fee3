package dev.quern.scheduler.spark.layer;

import dev.quern.engine.graph.ReadsSections;

/**
 * Where a result is to be had.
 *
 * @param layer the layer, or {@link #COPIED}
 * @param unit the number of the unit in there, or of the task that makes the copy
 * @param section of the result, or {@link ReadsSections#WHOLE}
 */
public record Place(int layer, int unit, int section) {
  /** In place of a layer: it is made where it is read. */
  public static final int COPIED = -1;

  /** Where all of a result is. */
  public Place(int layer, int unit) {
    this(layer, unit, ReadsSections.WHOLE);
  }

  /** What readers make themselves, with {@code task} at the end. */
  static Place copy(int task) {
    return new Place(COPIED, task);
  }

  /** Whether readers make it themselves. */
  public boolean isCopied() {
    return layer == COPIED;
  }

  /** A section of it. */
  Place section(int number) {
    return new Place(layer, unit, number);
  }
}
