package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.number.QuantileRanges;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.window.WindowFunction;
import dev.quern.engine.window.WindowFunction.Ewm.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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

  /** The sum of the values up to the row, null before the first one: a running total. */
  public static WindowCall cumSum(Object column) {
    return cumulative(sum(column));
  }

  /** The product of the numbers up to the row, float64; null before the first one. */
  public static WindowCall cumProduct(Object column) {
    return cumulative(product(column));
  }

  /** The least value up to the row, null before the first one. */
  public static WindowCall cumMin(Object column) {
    return cumulative(min(column));
  }

  /** The greatest value up to the row, null before the first one. */
  public static WindowCall cumMax(Object column) {
    return cumulative(max(column));
  }

  /** How many values there are up to the row, nulls left out; int64. */
  public static WindowCall cumCount(Object column) {
    return cumulative(count(column));
  }

  private static WindowCall cumulative(Aggregation aggregation) {
    return new WindowCall(window -> aggregation.over(window.expanding()));
  }

  /** The mean of the places of equal rows, from 1: 1, 2.5, 2.5, 4; float64. */
  public static WindowCall averageRank() {
    return new WindowCall(
        window -> {
          Column last = count().over(window.toPeers());
          return Frames.rank().over(window).plus(last).divide(2);
        });
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

  /**
   * Which of {@code count} ranges of about as many rows the number is in, from 0, among all rows of
   * the partition: those between quantiles, each of which belongs to the range below it. Equal
   * values are in one range, so that some may have no rows; null where it is null; int64. The
   * window has no order.
   */
  public static WindowCall qcut(Object column, int count) {
    return qcut(column, shares(count), DType.INT64);
  }

  /** The same as a categorical of these names, as many as there are ranges, the least first. */
  public static WindowCall qcut(Object column, List<String> labels) {
    return qcut(column, shares(labels.size()), new CategoricalType(labels));
  }

  /** The same of ranges between quantiles of one's own, one fewer than names: 0.5, 0.9, 0.99. */
  public static WindowCall qcut(Object column, List<Double> shares, List<String> labels) {
    if (labels.size() != shares.size() + 1) {
      throw new PlanException(
          "%d quantiles are between %d ranges, not %d, as there are labels"
              .formatted(shares.size(), shares.size() + 1, labels.size()));
    }
    return qcut(column, shares, new CategoricalType(labels));
  }

  private static List<Double> shares(int count) {
    if (count < 1) {
      throw new PlanException("qcut makes a range at least, not " + count);
    }
    return IntStream.range(1, count).mapToObj(i -> (double) i / count).toList();
  }

  private static WindowCall qcut(Object column, List<Double> shares, DType type) {
    return new WindowCall(
        window -> {
          List<Object> arguments = new ArrayList<>();
          arguments.add(Column.input(column));
          shares.stream()
              .sorted()
              .forEach(share -> arguments.add(quantile(column, share).over(window)));
          return Column.call(new QuantileRanges(type), arguments.toArray());
        });
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
