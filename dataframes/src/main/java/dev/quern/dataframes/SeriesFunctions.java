package dev.quern.dataframes;

import dev.quern.engine.window.WindowFunction;
import dev.quern.engine.window.WindowFunction.Ewm.Moment;
import java.util.ArrayList;
import java.util.List;

/** Window functions of series, which {@link Frames} has: of rows in an order, mostly of time. */
abstract sealed class SeriesFunctions extends Aggregates permits FrameSources {
  SeriesFunctions() {}

  /** The value minus the one {@code rows} rows before; null where there is no such row. */
  public static WindowCall diff(Object column, int rows) {
    return new WindowCall(
        window -> Column.input(column).minus(Frames.shift(column, rows).over(window)));
  }

  /**
   * The value by the one {@code rows} rows before, minus 1; float64, null where there is no such
   * row.
   */
  public static WindowCall pctChange(Object column, int rows) {
    return new WindowCall(
        window -> Column.input(column).divide(Frames.shift(column, rows).over(window)).minus(1.0));
  }

  /** The value, and where it is null the last one before that is not. */
  public static WindowCall forwardFill(Object column) {
    return forwardFill(column, Long.MAX_VALUE);
  }

  /** The same from at most {@code limit} rows before. */
  public static WindowCall forwardFill(Object column, long limit) {
    return call(new WindowFunction.Fill(true, limit), column);
  }

  /** The value, and where it is null the next one behind that is not. */
  public static WindowCall backwardFill(Object column) {
    return backwardFill(column, Long.MAX_VALUE);
  }

  /** The same from at most {@code limit} rows behind. */
  public static WindowCall backwardFill(Object column, long limit) {
    return call(new WindowFunction.Fill(false, limit), column);
  }

  /**
   * The value, and where it is null what lies on the straight line between the values around, each
   * row as far from the next as the others; float64, null before the first and behind the last.
   */
  public static WindowCall interpolate(Object column) {
    return call(new WindowFunction.Interpolate(), column);
  }

  /** The same with rows as far apart as {@code by} says, a number, a date or a timestamp. */
  public static WindowCall interpolateBy(Object column, Object by) {
    return call(new WindowFunction.Interpolate(), column, by);
  }

  /**
   * The mean of the values up to the row with exponential weights; float64, null where the value
   * is. Rows without a value count for the weights of those before.
   */
  public static WindowCall ewmMean(Object column, ExponentialWeights weights) {
    return ewm(column, weights, Moment.MEAN);
  }

  /** Their variance without bias; null of one value. See {@link #ewmMean}. */
  public static WindowCall ewmVar(Object column, ExponentialWeights weights) {
    return ewm(column, weights, Moment.VAR);
  }

  /** Their standard deviation without bias; null of one value. See {@link #ewmMean}. */
  public static WindowCall ewmStd(Object column, ExponentialWeights weights) {
    return ewm(column, weights, Moment.STD);
  }

  private static WindowCall ewm(Object column, ExponentialWeights weights, Moment moment) {
    return call(new WindowFunction.Ewm(weights.alpha(), weights.adjust(), moment), column);
  }

  private static WindowCall call(WindowFunction function, Object... columns) {
    List<Column> inputs = new ArrayList<>();
    for (Object column : columns) {
      inputs.add(Column.input(column));
    }
    return new WindowCall(_ -> function, inputs);
  }
}
