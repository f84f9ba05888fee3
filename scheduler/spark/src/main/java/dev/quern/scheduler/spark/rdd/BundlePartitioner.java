package dev.quern.scheduler.spark.rdd;

import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.graph.ReadsSections;
import org.apache.spark.Partitioner;

/**
 * Where units' results stand in a shuffle. Whole results have a slot, and so has each section of
 * those that are divided, and what is left of them without any; in a slot stand the units of a
 * bundle one behind the other, so that a section of all of them is a stretch of what its task
 * writes:
 *
 * <pre>
 *   | whole         | section 0     | section 1     | none          |
 *   | u0 | u1 | u2  | u0 | u1 | u2  | u0 | u1 | u2  | u0 | u1 | u2  |
 * </pre>
 */
final class BundlePartitioner extends Partitioner {
  private static final int WHOLE = 0;

  private final int size;
  private final int sections;

  /**
   * For bundles of {@code size} units; the last one may have fewer.
   *
   * @param sections of their results; 0 when none is divided
   */
  BundlePartitioner(int size, int sections) {
    this.size = size;
    this.sections = sections;
  }

  int size() {
    return size;
  }

  /** Whether any result is divided. */
  boolean isDivided() {
    return sections > 0;
  }

  int slots() {
    return sections == 0 ? 1 : sections + 2;
  }

  /** The slot of a section, or of whole results. */
  int slot(int section) {
    return switch (section) {
      case ReadsSections.WHOLE -> WHOLE;
      case Sectioned.NONE -> sections + 1;
      default -> section + 1;
    };
  }

  /** The key under which a unit's result, or a section of it, is written. */
  int key(int unit, int section) {
    return Math.addExact(Math.multiplyExact(unit, slots()), slot(section));
  }

  /** The unit of a key. */
  int unit(int key) {
    return key / slots();
  }

  @Override
  public int numPartitions() {
    return size * slots();
  }

  @Override
  public int getPartition(Object key) {
    int number = (Integer) key;
    return number % slots() * size + unit(number) % size;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BundlePartitioner bundles
        && bundles.size == size
        && bundles.sections == sections;
  }

  @Override
  public int hashCode() {
    return 31 * size + sections;
  }
}
