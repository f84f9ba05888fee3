package dev.quern.arrays.plan;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.expr.ArrayExpr.Input;
import dev.quern.arrays.expr.ArrayExprs;
import dev.quern.arrays.expr.Promotion;
import dev.quern.arrays.grid.AxisChunks;
import dev.quern.arrays.grid.AxisSlice;
import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.reduce.Reduction;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Makes plan nodes: checks shapes, works out grids, and rechunks inputs whose grids do not meet.
 * What does not fit is a {@link PlanException} that names the shapes and the user's line.
 */
public final class ArrayPlans {
  private ArrayPlans() {}

  /** The array cut as {@code grid} says; itself when it is already. */
  public static ArrayPlan rechunk(ArrayPlan plan, ChunkGrid grid, SourceLine where) {
    return plan.grid().equals(grid) ? plan : new ArrayPlan.Rechunk(plan, grid, where);
  }

  /** {@code expr} over {@code inputs}, which are broadcast to one shape and cut alike. */
  public static ArrayPlan elementwise(
      ArrayExpr expr, List<? extends ArrayPlan> inputs, SourceLine where) {
    IdentityHashMap<ArrayPlan, Integer> numbers = new IdentityHashMap<>();
    List<ArrayPlan> distinct = new ArrayList<>();
    List<ArrayExpr> renumbered = new ArrayList<>();
    for (ArrayPlan input : inputs) {
      Integer number = numbers.get(input);
      if (number == null) {
        number = distinct.size();
        numbers.put(input, number);
        distinct.add(input);
      }
      renumbered.add(new Input(number, input.dtype()));
    }
    ChunkGrid grid = unify(distinct);
    List<ArrayPlan> aligned =
        distinct.stream().map(input -> rechunk(input, aligned(input, grid), where)).toList();
    return new ArrayPlan.Elementwise(ArrayExprs.substitute(expr, renumbered), aligned, grid, where);
  }

  /* The grid of the shape that all broadcast to, cut wherever one of them is. */
  private static ChunkGrid unify(List<ArrayPlan> inputs) {
    Shape shape = Shape.SCALAR;
    for (ArrayPlan input : inputs) {
      shape = shape.broadcast(input.shape());
    }
    List<AxisChunks> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      AxisChunks cut = AxisChunks.whole(shape.length(axis));
      for (ArrayPlan input : inputs) {
        int own = axis - shape.rank() + input.shape().rank();
        if (own >= 0 && input.shape().length(own) == shape.length(axis)) {
          cut = cut.refine(input.grid().axis(own));
        }
      }
      axes.add(cut);
    }
    return ChunkGrid.of(axes);
  }

  /* The grid of an input that meets `grid` block by block. */
  private static ChunkGrid aligned(ArrayPlan input, ChunkGrid grid) {
    List<AxisChunks> axes = new ArrayList<>();
    int rank = input.shape().rank();
    for (int axis = 0; axis < rank; axis++) {
      AxisChunks cut = grid.axis(grid.rank() - rank + axis);
      long length = input.shape().length(axis);
      axes.add(length == cut.length() ? cut : AxisChunks.whole(length));
    }
    return ChunkGrid.of(axes);
  }

  /** The array as {@code dtype}; itself when it is already. */
  public static ArrayPlan cast(ArrayPlan plan, DType dtype, SourceLine where) {
    if (plan.dtype().equals(dtype)) {
      return plan;
    }
    return elementwise(Promotion.cast(new Input(0, plan.dtype()), dtype), List.of(plan), where);
  }

  /** The array repeated along axes of length 1, so that its shape is {@code shape}. */
  public static ArrayPlan broadcastTo(ArrayPlan plan, Shape shape, SourceLine where) {
    if (!plan.shape().broadcast(shape).equals(shape)) {
      throw new PlanException(
          "shape %s does not broadcast to %s".formatted(plan.shape(), shape), where);
    }
    List<AxisChunks> axes = new ArrayList<>();
    ChunkGrid automatic = ChunkGrid.automatic(shape, Block.width(plan.dtype()));
    for (int axis = 0; axis < shape.rank(); axis++) {
      int own = axis - shape.rank() + plan.shape().rank();
      boolean same = own >= 0 && plan.shape().length(own) == shape.length(axis);
      axes.add(same ? plan.grid().axis(own) : automatic.axis(axis));
    }
    return new ArrayPlan.Elementwise(
        new Input(0, plan.dtype()), List.of(plan), ChunkGrid.of(axes), where);
  }

  /** A reduction of {@code plan}. */
  public static ArrayPlan reduce(ArrayPlan plan, Reduction reduction, SourceLine where) {
    ChunkGrid grid = plan.grid();
    if (reduction.function().needsElements()
        && reduction.elementsPerCell(grid) == 0
        && reduction.result(grid).shape().size() > 0) {
      throw new PlanException(
          "%s of no elements: shape %s has an empty axis"
              .formatted(reduction.function().label(), plan.shape()),
          where);
    }
    return new ArrayPlan.Reduce(
        reduction, new Input(0, plan.dtype()), List.of(plan), grid, reduction.result(grid), where);
  }

  /** Some positions of each axis, one slice an axis. */
  public static ArrayPlan slice(ArrayPlan plan, List<AxisSlice> slices, SourceLine where) {
    List<AxisChunks> axes = new ArrayList<>();
    boolean all = true;
    for (int axis = 0; axis < slices.size(); axis++) {
      AxisSlice slice = slices.get(axis);
      all &= slice.isAll(plan.shape().length(axis));
      if (!slice.drop()) {
        axes.add(slice.chunks(plan.grid().axis(axis)));
      }
    }
    return all ? plan : new ArrayPlan.Slice(plan, List.copyOf(slices), ChunkGrid.of(axes), where);
  }

  /** The positions of one axis in the order given, each within the axis. */
  public static ArrayPlan take(ArrayPlan plan, int axis, long[] positions, SourceLine where) {
    long chunk = Math.max(1, plan.grid().axis(axis).largest());
    ChunkGrid grid = plan.grid().with(axis, AxisChunks.uniform(positions.length, chunk));
    return new ArrayPlan.Take(plan, axis, positions, grid, where);
  }

  /** The axes in another order. */
  public static ArrayPlan transpose(ArrayPlan plan, List<Integer> order, SourceLine where) {
    int[] axes = order.stream().mapToInt(Integer::intValue).toArray();
    return new ArrayPlan.Transpose(plan, List.copyOf(order), plan.grid().permute(axes), where);
  }

  /** The same elements in C order in another shape of the same size. */
  public static ArrayPlan reshape(ArrayPlan plan, Shape shape, SourceLine where) {
    if (shape.size() != plan.shape().size()) {
      throw new PlanException(
          "shape %s has %d elements and cannot become %s, which has %d"
              .formatted(plan.shape(), plan.shape().size(), shape, shape.size()),
          where);
    }
    if (shape.equals(plan.shape())) {
      return plan;
    }
    List<AxisChunks> kept = withoutOnes(plan.grid());
    if (kept.stream().map(AxisChunks::length).toList().equals(longer(shape))) {
      List<AxisChunks> axes = new ArrayList<>();
      for (long length : shape.lengths()) {
        axes.add(length == 1 ? AxisChunks.whole(1) : kept.removeFirst());
      }
      return new ArrayPlan.Reshape(plan, ChunkGrid.of(axes), where);
    }
    long elements = Math.max(1, plan.grid().largestBlock());
    ArrayPlan flat =
        plan.grid().isContiguous()
            ? plan
            : rechunk(plan, ChunkGrid.contiguous(plan.shape(), elements), where);
    return new ArrayPlan.Reshape(flat, ChunkGrid.contiguous(shape, elements), where);
  }

  private static List<AxisChunks> withoutOnes(ChunkGrid grid) {
    return new ArrayList<>(grid.axes().stream().filter(axis -> axis.length() != 1).toList());
  }

  private static List<Long> longer(Shape shape) {
    List<Long> lengths = new ArrayList<>();
    for (long length : shape.lengths()) {
      if (length != 1) {
        lengths.add(length);
      }
    }
    return lengths;
  }

  /** Arrays of one type one behind the other along {@code axis}. */
  public static ArrayPlan concatenate(List<ArrayPlan> plans, int axis, SourceLine where) {
    Shape first = plans.getFirst().shape();
    List<AxisChunks> axes = new ArrayList<>(plans.getFirst().grid().axes());
    for (ArrayPlan plan : plans.subList(1, plans.size())) {
      for (int i = 0; i < first.rank(); i++) {
        if (plan.shape().rank() != first.rank()
            || (i != axis && plan.shape().length(i) != first.length(i))) {
          throw new PlanException(
              "shapes %s and %s cannot be joined along axis %d: the other axes must be equal"
                  .formatted(first, plan.shape(), axis),
              where);
        }
        AxisChunks own = plan.grid().axis(i);
        axes.set(i, i == axis ? axes.get(i).then(own) : axes.get(i).refine(own));
      }
    }
    List<ArrayPlan> aligned = new ArrayList<>();
    for (ArrayPlan plan : plans) {
      ChunkGrid grid = ChunkGrid.of(axes).with(axis, plan.grid().axis(axis));
      // An array without a position on the axis has a block, but the result has none for it.
      if (plan.shape().length(axis) > 0) {
        aligned.add(rechunk(plan, grid, where));
      }
    }
    if (aligned.size() <= 1) {
      return aligned.isEmpty() ? plans.getFirst() : aligned.getFirst();
    }
    return new ArrayPlan.Concatenate(aligned, axis, ChunkGrid.of(axes), where);
  }

  /** The product of two matrices, computed in FLOAT64. */
  public static ArrayPlan matmul(ArrayPlan left, ArrayPlan right, SourceLine where) {
    Shape a = left.shape();
    Shape b = right.shape();
    if (a.rank() != 2 || b.rank() != 2 || a.length(1) != b.length(0)) {
      throw new PlanException(
          "shapes %s and %s cannot be multiplied as matrices: the columns of the left and the rows of the right must be equally many"
              .formatted(a, b),
          where);
    }
    AxisChunks inner = left.grid().axis(1).refine(right.grid().axis(0));
    ArrayPlan first = rechunk(cast(left, DType.FLOAT64, where), left.grid().with(1, inner), where);
    ArrayPlan second =
        rechunk(cast(right, DType.FLOAT64, where), right.grid().with(0, inner), where);
    ChunkGrid grid = ChunkGrid.of(List.of(left.grid().axis(0), right.grid().axis(1)));
    return new ArrayPlan.MatMul(first, second, grid, where);
  }
}
