package dev.quern.arrays.grid;

import java.io.Serializable;
import java.util.Arrays;

/** A box of an array's elements: where it begins on each axis, and its lengths. Immutable. */
public final class Region implements Serializable {
  private final long[] start;
  private final Shape shape;

  private Region(long[] start, Shape shape) {
    this.start = start;
    this.shape = shape;
  }

  /** The region that block {@code block} of {@code grid} covers. */
  public static Region of(ChunkGrid grid, int block) {
    int[] chunks = grid.chunks(block);
    return new Region(grid.start(chunks), Shape.of(grid.lengths(chunks)));
  }

  /** Where it begins on each axis, as a copy. */
  public long[] start() {
    return start.clone();
  }

  /** Where it begins on axis {@code axis}. */
  public long start(int axis) {
    return start[axis];
  }

  /** Its lengths. */
  public Shape shape() {
    return shape;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Region region
        && Arrays.equals(start, region.start)
        && shape.equals(region.shape);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(start) + shape.hashCode();
  }

  @Override
  public String toString() {
    return shape + " at " + Shape.of(start);
  }
}
