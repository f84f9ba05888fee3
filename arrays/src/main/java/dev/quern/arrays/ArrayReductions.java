package dev.quern.arrays;

import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.ArrayPlans;
import dev.quern.arrays.reduce.ReduceFunction;
import dev.quern.arrays.reduce.Reduction;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;

/**
 * The part of {@link NDArray} that reduces axes. Of no axes named all vanish; NaN propagates.
 * Blocks are merged in an order that the grid alone decides: the result has the same bits on any
 * number of workers, and may differ in the last places between different chunks.
 */
abstract sealed class ArrayReductions extends ArrayShaping permits ArrayArithmetic {

  ArrayReductions(ArrayPlan plan) {
    super(plan);
  }

  /**
   * The sum over {@code axes}: of floats in FLOAT64 and rounded to their own type at the end, of
   * integers and truth values an INT64, whose overflow is an error. 0 of no elements.
   */
  public final NDArray sum(int... axes) {
    return sum(Axes.of(axes));
  }

  /** The sum over {@code axes}, as {@link #sum(int...)} says. */
  public final NDArray sum(Axes axes) {
    return reduce(ReduceFunction.SUM, axes);
  }

  /** The product over {@code axes}, of the same types as {@link #sum(int...)}; 1 of no elements. */
  public final NDArray prod(int... axes) {
    return prod(Axes.of(axes));
  }

  /** The product over {@code axes}, as {@link #prod(int...)} says. */
  public final NDArray prod(Axes axes) {
    return reduce(ReduceFunction.PRODUCT, axes);
  }

  /** The arithmetic mean over {@code axes}, a float; NaN of no elements. */
  public final NDArray mean(int... axes) {
    return mean(Axes.of(axes));
  }

  /** The arithmetic mean over {@code axes}, as {@link #mean(int...)} says. */
  public final NDArray mean(Axes axes) {
    return reduce(ReduceFunction.MEAN, axes);
  }

  /** The least element over {@code axes}: NaN if there is one. There must be an element. */
  public final NDArray min(int... axes) {
    return min(Axes.of(axes));
  }

  /** The least element over {@code axes}, as {@link #min(int...)} says. */
  public final NDArray min(Axes axes) {
    return reduce(ReduceFunction.MIN, axes);
  }

  /** The greatest element over {@code axes}: NaN if there is one. There must be an element. */
  public final NDArray max(int... axes) {
    return max(Axes.of(axes));
  }

  /** The greatest element over {@code axes}, as {@link #max(int...)} says. */
  public final NDArray max(Axes axes) {
    return reduce(ReduceFunction.MAX, axes);
  }

  /**
   * The variance over {@code axes}, divided by the count, or by less with {@link Axes#ddof}. NaN
   * when that is not positive. Blocks are joined by the formula of Chan, Golub and LeVeque (1979).
   */
  public final NDArray var(int... axes) {
    return var(Axes.of(axes));
  }

  /** The variance over {@code axes}, as {@link #var(int...)} says. */
  public final NDArray var(Axes axes) {
    return reduce(ReduceFunction.VARIANCE, axes);
  }

  /** The standard deviation over {@code axes}: the root of {@link #var(int...)}. */
  public final NDArray std(int... axes) {
    return std(Axes.of(axes));
  }

  /** The standard deviation over {@code axes}: the root of {@link #var(Axes)}. */
  public final NDArray std(Axes axes) {
    return reduce(ReduceFunction.DEVIATION, axes);
  }

  /** Whether some element over {@code axes} is true, or not 0; NaN is not 0. */
  public final NDArray any(int... axes) {
    return any(Axes.of(axes));
  }

  /** Whether some element over {@code axes} is true, or not 0. */
  public final NDArray any(Axes axes) {
    return reduce(ReduceFunction.ANY, axes);
  }

  /** Whether all elements over {@code axes} are true, or not 0; true of no elements. */
  public final NDArray all(int... axes) {
    return all(Axes.of(axes));
  }

  /** Whether all elements over {@code axes} are true, or not 0. */
  public final NDArray all(Axes axes) {
    return reduce(ReduceFunction.ALL, axes);
  }

  /** How many elements over {@code axes} are true, or not 0: NumPy's {@code count_nonzero}. */
  public final NDArray count(int... axes) {
    return count(Axes.of(axes));
  }

  /** How many elements over {@code axes} are true, or not 0. */
  public final NDArray count(Axes axes) {
    return reduce(ReduceFunction.COUNT, axes);
  }

  /**
   * Where the least element is: on the axis named, or in C order of the whole array when none is.
   * Of equals the first, and the first NaN if there is one.
   */
  public final NDArray argmin(int... axis) {
    return argmin(Axes.of(axis));
  }

  /** Where the least element is, as {@link #argmin(int...)} says. */
  public final NDArray argmin(Axes axis) {
    return position(ReduceFunction.ARG_MIN, axis);
  }

  /**
   * Where the greatest element is: on the axis named, or in C order of the whole array when none
   * is. Of equals the first, and the first NaN if there is one.
   */
  public final NDArray argmax(int... axis) {
    return argmax(Axes.of(axis));
  }

  /** Where the greatest element is, as {@link #argmax(int...)} says. */
  public final NDArray argmax(Axes axis) {
    return position(ReduceFunction.ARG_MAX, axis);
  }

  private NDArray position(ReduceFunction function, Axes axes) {
    if (axes.axes().size() > 1) {
      throw new PlanException(
          "%s over axes %s: it takes one axis, or none for the position in the whole array"
              .formatted(function.label(), axes.axes()));
    }
    return reduce(function, axes);
  }

  private NDArray reduce(ReduceFunction function, Axes axes) {
    Reduction reduction =
        Reduction.of(function, rank(), axes.resolve(shape()), axes.keep(), axes.ddof());
    return new NDArray(ArrayPlans.reduce(plan(), reduction, SourceLine.here()));
  }
}
