package dev.quern.arrays;

import dev.quern.arrays.expr.Promotion;
import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.ArrayPlans;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The part of {@link NDArray} that moves elements: chunks, slices, shapes, matrices. */
abstract sealed class ArrayShaping permits ArrayReductions {
  private final ArrayPlan plan;

  ArrayShaping(ArrayPlan plan) {
    this.plan = plan;
  }

  /** What is to be computed. */
  final ArrayPlan plan() {
    return plan;
  }

  /** The lengths of the axes. */
  public final Shape shape() {
    return plan.shape();
  }

  /** The number of axes. */
  public final int rank() {
    return shape().rank();
  }

  /** The number of elements. */
  public final long size() {
    return shape().size();
  }

  /** What the elements are. */
  public final DType dtype() {
    return plan.dtype();
  }

  /** How the array is cut into blocks. */
  public final ChunkGrid grid() {
    return plan.grid();
  }

  /**
   * This array in blocks of these lengths, one per axis, the last ones maybe smaller; -1 is a whole
   * axis. Chunks are the unit of work: large enough to be worth a task, small enough that several
   * fit in memory.
   */
  public final NDArray chunk(long... lengths) {
    return chunk(ChunkGrid.uniform(shape(), lengths));
  }

  /** This array in blocks of these lengths: another word for {@link #chunk(long...)}. */
  public final NDArray rechunk(long... lengths) {
    return chunk(lengths);
  }

  /** This array cut as {@code grid} says. */
  public final NDArray chunk(ChunkGrid grid) {
    if (!grid.shape().equals(shape())) {
      throw new PlanException(
          "a grid over shape %s for an array of shape %s".formatted(grid.shape(), shape()));
    }
    return new NDArray(ArrayPlans.rechunk(plan, grid, SourceLine.here()));
  }

  /**
   * The elements that {@code indexes} name, as NumPy's brackets do: {@code slice("7, :")} is row 7,
   * {@code slice("::2, 3:10")} every second row of seven columns, {@code slice("..., -1")} the last
   * of the last axis. A single number makes its axis vanish; a number outside of its axis is an
   * error, a range is cut at the ends.
   */
  public final NDArray slice(String indexes) {
    return slice(Index.parse(indexes));
  }

  /** The elements that {@code indexes} name, one per axis from the first on. */
  public final NDArray slice(Index... indexes) {
    return slice(List.of(indexes));
  }

  private NDArray slice(List<Index> indexes) {
    Index.Resolved resolved = Index.resolve(indexes, shape());
    NDArray sliced = new NDArray(ArrayPlans.slice(plan, resolved.slices(), SourceLine.here()));
    return resolved.newAxes().isEmpty() ? sliced : sliced.withNewAxes(resolved.newAxes());
  }

  final NDArray withNewAxes(List<Integer> at) {
    List<Long> lengths = new ArrayList<>();
    for (long length : shape().lengths()) {
      lengths.add(length);
    }
    at.forEach(axis -> lengths.add(axis, 1L));
    return reshaped(Shape.of(lengths.stream().mapToLong(Long::longValue).toArray()));
  }

  /**
   * The part at these positions of the first axes: {@code get(7)} is row 7, {@code get(-1)} the
   * last.
   */
  public final NDArray get(long... positions) {
    return slice(Arrays.stream(positions).<Index>mapToObj(Index.At::new).toList());
  }

  /**
   * The positions of one axis in the order given, each as often as it is named: {@code take(0, 5,
   * 5, 2)} is rows 5, 5 and 2. Negative ones count from the end.
   */
  public final NDArray take(int axis, long... positions) {
    int found = shape().axis(axis);
    long[] resolved =
        Arrays.stream(positions).map(p -> Index.position(p, found, shape())).toArray();
    return new NDArray(ArrayPlans.take(plan, found, resolved, SourceLine.here()));
  }

  /**
   * The same elements in C order in another shape. One length may be -1: what is left for it. Where
   * more than axes of length 1 come or go, the array is cut along its first axes for it.
   */
  public final NDArray reshape(long... lengths) {
    long known = 1;
    int open = -1;
    for (int axis = 0; axis < lengths.length; axis++) {
      if (lengths[axis] == -1 && open < 0) {
        open = axis;
      } else {
        known *= lengths[axis];
      }
    }
    long[] resolved = lengths.clone();
    if (open >= 0) {
      if (known <= 0 || size() % known != 0) {
        throw new PlanException(
            "shape %s cannot become %s: %d elements do not divide by %d"
                .formatted(shape(), Arrays.toString(lengths), size(), known));
      }
      resolved[open] = size() / known;
    }
    return reshaped(Shape.of(resolved));
  }

  private NDArray reshaped(Shape shape) {
    return new NDArray(ArrayPlans.reshape(plan, shape, SourceLine.here()));
  }

  /** All elements in C order along one axis. */
  public final NDArray flatten() {
    return reshaped(Shape.of(size()));
  }

  /** This array with a new axis of length 1 at {@code axis}; -1 is behind the last. */
  public final NDArray expandDims(int axis) {
    int at = axis < 0 ? axis + rank() + 1 : axis;
    if (at < 0 || at > rank()) {
      throw new PlanException("a new axis at %d of shape %s".formatted(axis, shape()));
    }
    return withNewAxes(List.of(at));
  }

  /** This array without its axes of length 1. */
  public final NDArray squeeze() {
    return reshaped(Shape.of(Arrays.stream(shape().lengths()).filter(n -> n != 1).toArray()));
  }

  /**
   * This array repeated along axes of length 1 and new first axes, as operators do by themselves.
   */
  public final NDArray broadcastTo(long... lengths) {
    return new NDArray(ArrayPlans.broadcastTo(plan, Shape.of(lengths), SourceLine.here()));
  }

  /** This array with its axes in another order: axis {@code i} is the old {@code order[i]}. */
  public final NDArray transpose(int... order) {
    List<Integer> axes = Arrays.stream(order).mapToObj(shape()::axis).toList();
    if (axes.size() != rank() || axes.stream().distinct().count() != rank()) {
      throw new PlanException(
          "%s is no order of the %d axes of shape %s"
              .formatted(Arrays.toString(order), rank(), shape()));
    }
    return new NDArray(ArrayPlans.transpose(plan, axes, SourceLine.here()));
  }

  /** This array with its axes the other way round. */
  @SuppressWarnings("MethodName") // what everyone calls it
  public final NDArray T() {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < rank(); axis++) {
      axes.add(axis);
    }
    Collections.reverse(axes);
    return new NDArray(ArrayPlans.transpose(plan, axes, SourceLine.here()));
  }

  /**
   * The product of two matrices, of a matrix and a vector, or of two vectors; computed in FLOAT64.
   * Costs {@code 2 * rows * inner * columns} operations.
   */
  public final NDArray matmul(NDArray other) {
    if (rank() == 1 && other.rank() == 1) {
      return dot(other);
    }
    boolean row = rank() == 1;
    boolean column = other.rank() == 1;
    NDArray left = row ? expandDims(0) : self();
    NDArray right = column ? other.expandDims(1) : other;
    NDArray product = new NDArray(ArrayPlans.matmul(left.plan(), right.plan(), SourceLine.here()));
    if (row) {
      return product.get(0);
    }
    return column ? product.slice(new Index.All(), new Index.At(0)) : product;
  }

  /** The inner product of two vectors, {@link #matmul} otherwise. */
  public final NDArray dot(NDArray other) {
    if (rank() != 1 || other.rank() != 1) {
      return matmul(other);
    }
    if (!shape().equals(other.shape())) {
      throw new PlanException(
          "the inner product of shapes %s and %s: vectors must be equally long"
              .formatted(shape(), other.shape()));
    }
    return self().multiply(other).sum();
  }

  /**
   * The elements as {@code dtype}. A number that does not fit is an error when it is computed;
   * floats are truncated toward zero, and of truth values not 0 is true.
   */
  public final NDArray cast(DType dtype) {
    return new NDArray(ArrayPlans.cast(plan, Promotion.element(dtype), SourceLine.here()));
  }

  final NDArray self() {
    return (NDArray) this;
  }
}
