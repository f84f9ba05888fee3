package dev.quern.arrays;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.PlanException;
import java.util.Arrays;
import java.util.List;

/**
 * The axes that a reduction makes vanish, and how: {@code x.std(axis(0).keepDims().ddof(1))}.
 *
 * @param axes the axes, -1 the last one; none means all
 * @param keep whether they stay with length 1, so that the result broadcasts against the array
 * @param ddof what var and std take from the count that they divide by; 0, as in NumPy, unless said
 */
public record Axes(List<Integer> axes, boolean keep, int ddof) {

  /** Copies the list. */
  public Axes {
    axes = List.copyOf(axes);
  }

  /** These axes, or all of them when none is named. */
  public static Axes of(int... axes) {
    return new Axes(Arrays.stream(axes).boxed().toList(), false, 0);
  }

  /** The same axes, which stay with length 1. */
  public Axes keepDims() {
    return new Axes(axes, true, ddof);
  }

  /** The same axes, for a variance divided by {@code count - degrees}. */
  public Axes ddof(int degrees) {
    return new Axes(axes, keep, degrees);
  }

  /** The axes of an array of {@code shape} that are meant, from 0. */
  int[] resolve(Shape shape) {
    if (axes.isEmpty()) {
      int[] all = new int[shape.rank()];
      Arrays.setAll(all, i -> i);
      return all;
    }
    int[] found = axes.stream().mapToInt(shape::axis).toArray();
    if (Arrays.stream(found).distinct().count() < found.length) {
      throw new PlanException("an axis stands twice in " + axes);
    }
    return found;
  }
}
