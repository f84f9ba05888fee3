package dev.quern.arrays.reduce;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.expr.Promotion;
import dev.quern.arrays.grid.AxisChunks;
import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A function and the axes that it makes vanish.
 *
 * @param function what becomes of the elements
 * @param reduced for each axis of the input, whether it vanishes
 * @param keepDims whether vanished axes stay with length 1
 * @param ddof what is taken from the count that a variance is divided by
 */
public record Reduction(ReduceFunction function, List<Boolean> reduced, boolean keepDims, int ddof)
    implements Serializable {

  /** Copies the list. */
  public Reduction {
    reduced = List.copyOf(reduced);
  }

  /** A reduction of these axes of an array of {@code rank} axes. */
  public static Reduction of(
      ReduceFunction function, int rank, int[] axes, boolean keepDims, int ddof) {
    List<Boolean> reduced = new ArrayList<>(Collections.nCopies(rank, false));
    for (int axis : axes) {
      reduced.set(axis, true);
    }
    return new Reduction(function, reduced, keepDims, ddof);
  }

  /** The reduction in a few words, for plans. */
  public String label() {
    if (!reduced.contains(false)) {
      return function.label();
    }
    StringBuilder text = new StringBuilder(function.label()).append(" over axis");
    for (int axis = 0; axis < reduced.size(); axis++) {
      if (reduced.get(axis)) {
        text.append(' ').append(axis);
      }
    }
    return text.toString();
  }

  /** The type that states are kept in for elements of {@code input}. */
  public DType accumulator(DType input) {
    return switch (function) {
      case SUM, PRODUCT, MIN, MAX, ARG_MIN, ARG_MAX ->
          input.isFloating() ? DType.FLOAT64 : DType.INT64;
      case MEAN, VARIANCE, DEVIATION -> DType.FLOAT64;
      case ANY, ALL, COUNT -> DType.INT64;
    };
  }

  /** The type of the result for elements of {@code input}. */
  public DType result(DType input) {
    return switch (function) {
      case SUM, PRODUCT -> input.isFloating() ? input : DType.INT64;
      case MEAN, VARIANCE, DEVIATION -> Promotion.floating(input);
      case MIN, MAX -> input;
      case ANY, ALL -> DType.BOOL;
      case COUNT, ARG_MIN, ARG_MAX -> DType.INT64;
    };
  }

  /** {@code element} as it is accumulated. */
  public ArrayExpr accumulated(ArrayExpr element) {
    ArrayExpr value = function.isOfTruth() ? Promotion.cast(element, DType.BOOL) : element;
    ArrayExpr wide = Promotion.cast(value, accumulator(element.dtype()));
    return isNegated(wide.dtype()) ? new ArrayExpr.Unary(UnaryOp.NEGATE, wide) : wide;
  }

  /** The grid of the result of an array of {@code grid}. */
  public ChunkGrid result(ChunkGrid grid) {
    List<AxisChunks> axes = new ArrayList<>();
    for (int axis = 0; axis < grid.rank(); axis++) {
      if (!reduced.get(axis)) {
        axes.add(grid.axis(axis));
      } else if (keepDims) {
        axes.add(AxisChunks.whole(1));
      }
    }
    return ChunkGrid.of(axes);
  }

  /** How many elements of an array of {@code grid} fall together in a cell. */
  public long elementsPerCell(ChunkGrid grid) {
    long count = 1;
    for (int axis = 0; axis < grid.rank(); axis++) {
      count *= reduced.get(axis) ? grid.shape().length(axis) : 1;
    }
    return count;
  }

  /** How many cells a block of these lengths has. */
  public long cells(long... lengths) {
    long cells = 1;
    for (int axis = 0; axis < lengths.length; axis++) {
      cells *= reduced.get(axis) ? 1 : lengths[axis];
    }
    return cells;
  }

  /**
   * What one step along each axis adds to a position that {@link ReduceFunction#isPosition} tells:
   * in C order of the whole array when all axes vanish, on the only vanishing axis otherwise.
   */
  public long[] positionWeights(ChunkGrid grid) {
    if (!reduced.contains(false)) {
      return grid.shape().strides();
    }
    long[] weights = new long[grid.rank()];
    Arrays.setAll(weights, axis -> reduced.get(axis) ? 1 : 0);
    return weights;
  }

  private boolean isNegated(DType accumulator) {
    return function == ReduceFunction.MIN && accumulator.isFloating();
  }

  /**
   * The result that the last state comes to.
   *
   * @param elements how many elements have fallen to each cell
   * @param lengths the result's shape
   * @return a block that the caller owns
   */
  public Block finish(
      MemoryBudget memory, Block state, DType result, long elements, long... lengths) {
    boolean asItIs = function == ReduceFunction.SUM || function == ReduceFunction.COUNT;
    if (result.equals(state.dtype())
        && (asItIs || function == ReduceFunction.PRODUCT || function == ReduceFunction.MAX)) {
      return state.withShape(lengths);
    }
    Block block = Block.allocate(memory, result, lengths);
    MemorySegment out = block.values();
    long cells = block.size();
    for (long cell = 0; cell < cells; cell++) {
      if (result.isFloating()) {
        double value = finishDouble(state, cell, cells, elements);
        if (result == DType.FLOAT64) {
          out.setAtIndex(ValueLayout.JAVA_DOUBLE, cell, value);
        } else {
          out.setAtIndex(ValueLayout.JAVA_FLOAT, cell, (float) value);
        }
      } else {
        long value = finishLong(state, cell, cells, elements);
        switch (Block.width(result)) {
          case 1 -> out.set(ValueLayout.JAVA_BYTE, cell, (byte) value);
          case 2 -> out.setAtIndex(ValueLayout.JAVA_SHORT, cell, (short) value);
          case 4 -> out.setAtIndex(ValueLayout.JAVA_INT, cell, (int) value);
          default -> out.setAtIndex(ValueLayout.JAVA_LONG, cell, value);
        }
      }
    }
    return block;
  }

  private double finishDouble(Block state, long cell, long cells, long elements) {
    double value = state.doubleAt(cell);
    return switch (function) {
      case SUM, PRODUCT, MAX -> value;
      case MIN -> -value;
      case MEAN -> value / elements;
      case VARIANCE -> variance(state, cell, cells);
      case DEVIATION -> Math.sqrt(variance(state, cell, cells));
      case ANY, ALL, COUNT, ARG_MIN, ARG_MAX ->
          throw new IllegalStateException(function + " is no float");
    };
  }

  private double variance(Block state, long cell, long cells) {
    double count = state.doubleAt(cell);
    return count > ddof ? state.doubleAt(2 * cells + cell) / (count - ddof) : Double.NaN;
  }

  private long finishLong(Block state, long cell, long cells, long elements) {
    return switch (function) {
      case SUM, PRODUCT, MIN, MAX, COUNT -> state.longAt(cell);
      case ANY -> state.longAt(cell) > 0 ? 1 : 0;
      case ALL -> state.longAt(cell) == elements ? 1 : 0;
      case ARG_MIN, ARG_MAX ->
          state.values().get(ValueLayout.JAVA_LONG_UNALIGNED, (cells + cell) << 3);
      case MEAN, VARIANCE, DEVIATION ->
          throw new IllegalStateException(function + " is no integer");
    };
  }
}
