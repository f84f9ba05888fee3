package dev.quern.arrays.grid;

import dev.quern.engine.PlanException;
import dev.quern.engine.graph.StructuralHash;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The lengths of an array's axes, outermost first. An immutable value; rank 0 is a scalar. */
public final class Shape implements StructuralHash.Content, Serializable {
  /** The shape of a single element. */
  public static final Shape SCALAR = new Shape(new long[0]);

  private final long[] lengths;
  private final long size;

  private Shape(long[] lengths) {
    this.lengths = lengths;
    long count = 1;
    for (long length : lengths) {
      if (length < 0) {
        throw new PlanException(
            "an axis cannot have length " + length + ": " + Arrays.toString(lengths));
      }
      if (length != 0 && count > Long.MAX_VALUE / length) {
        throw new PlanException(
            "an array of shape " + Arrays.toString(lengths) + " has more than 2^63 elements");
      }
      count *= length;
    }
    this.size = count;
  }

  /** The shape with these axis lengths. */
  public static Shape of(long... lengths) {
    return new Shape(lengths.clone());
  }

  /** The number of axes. */
  public int rank() {
    return lengths.length;
  }

  /** The length of axis {@code axis}, from 0. */
  public long length(int axis) {
    return lengths[axis];
  }

  /** The number of elements. */
  public long size() {
    return size;
  }

  /** The axis lengths, as a copy. */
  public long[] lengths() {
    return lengths.clone();
  }

  /** Elements between neighbours of each axis in C order, as a new array. */
  public long[] strides() {
    return strides(lengths);
  }

  /** Elements between neighbours of each axis of a C-order box of these lengths. */
  public static long[] strides(long[] lengths) {
    long[] strides = new long[lengths.length];
    long stride = 1;
    for (int axis = lengths.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= lengths[axis];
    }
    return strides;
  }

  /**
   * The axis that a caller means by {@code axis}, where -1 is the last one.
   *
   * @throws PlanException when there is no such axis
   */
  public int axis(int axis) {
    int found = axis < 0 ? axis + rank() : axis;
    if (found < 0 || found >= rank()) {
      throw new PlanException(
          "axis %d of an array of shape %s: it has %d axes".formatted(axis, this, rank()));
    }
    return found;
  }

  /**
   * The shape that both broadcast to by NumPy's rule: aligned at the last axis, lengths are equal
   * or one of them is 1.
   *
   * @throws PlanException when they do not fit; the message names both
   */
  public Shape broadcast(Shape other) {
    int rank = Math.max(rank(), other.rank());
    long[] result = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long a = i <= rank() ? lengths[rank() - i] : 1;
      long b = i <= other.rank() ? other.lengths[other.rank() - i] : 1;
      if (a != b && a != 1 && b != 1) {
        throw new PlanException(
            "shapes %s and %s do not broadcast: lengths %d and %d differ and neither is 1"
                .formatted(this, other, a, b));
      }
      result[rank - i] = a == 1 ? b : a;
    }
    return new Shape(result);
  }

  @Override
  public void addTo(StructuralHash hash) {
    hash.add((Object) lengths);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(lengths, shape.lengths);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(lengths);
  }

  /** As Python writes a tuple: {@code (3, 4)}, {@code (5,)}, {@code ()}. */
  @Override
  public String toString() {
    String inner =
        Arrays.stream(lengths).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "(" + inner + (lengths.length == 1 ? ",)" : ")");
  }
}
