package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.agg.Aggregator;
import dev.quern.engine.agg.ApproxCountDistinct;
import dev.quern.engine.agg.ApproxQuantile;
import dev.quern.engine.agg.ArgExtreme;
import dev.quern.engine.agg.Collect;
import dev.quern.engine.agg.Comoment;
import dev.quern.engine.agg.Fold;
import dev.quern.engine.agg.Interpolation;
import dev.quern.engine.agg.Mode;
import dev.quern.engine.agg.Quantile;
import dev.quern.engine.agg.Shape;
import dev.quern.engine.agg.Variance;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.nested.Lists;
import dev.quern.engine.type.DType;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What is computed over the rows of a group. {@link Frames} has these methods too, so that one
 * static import is enough.
 */
abstract sealed class Aggregates extends FrameFunctions permits SeriesFunctions {
  Aggregates() {}

  /** The number of rows. */
  public static Aggregation count() {
    return new Aggregation("count", AggregateFunction.COUNT_ALL, List.of());
  }

  /** The number of values that are not null. */
  public static Aggregation count(Object column) {
    return over("count", AggregateFunction.COUNT, column);
  }

  /** The number of different values, exactly; null is none. */
  public static Aggregation countDistinct(Object column) {
    return over("countDistinct", AggregateFunction.COUNT_DISTINCT, column);
  }

  /**
   * The sum; of integers as int64, an error when it does not fit, of uint64 as decimal(38, 0); null
   * of no values. Of durations it is a duration.
   */
  public static Aggregation sum(Object column) {
    return over("sum", AggregateFunction.SUM, column);
  }

  /**
   * The arithmetic mean, float64; null of no values. Of timestamps, times and durations it is one
   * of them, to the nearest unit.
   */
  public static Aggregation mean(Object column) {
    return over("mean", AggregateFunction.MEAN, column);
  }

  /** The least value. */
  public static Aggregation min(Object column) {
    return over("min", AggregateFunction.MIN, column);
  }

  /** The greatest value; NaN when there is one. */
  public static Aggregation max(Object column) {
    return over("max", AggregateFunction.MAX, column);
  }

  /** The first value that is not null, in the order of the rows. */
  public static Aggregation first(Object column) {
    return over("first", AggregateFunction.FIRST, column);
  }

  /** The last value that is not null, in the order of the rows. */
  public static Aggregation last(Object column) {
    return over("last", AggregateFunction.LAST, column);
  }

  /**
   * The values as a list, nulls included, in the order of the rows; an empty list of no rows. Lists
   * and structs are values, too. All values of a group must fit in memory.
   */
  public static Aggregation collectList(Object column) {
    return over("collectList", new Collect(true), column);
  }

  /** {@link #collectList} without nulls. */
  public static Aggregation collectNonNull(Object column) {
    return over("collectNonNull", new Collect(false), column);
  }

  /**
   * The different values as a list, without null, in the order of first appearance. All values of a
   * group must fit in memory.
   */
  public static Aggregation collectSet(Object column) {
    return collected("collectSet", Lists::distinct, Column.input(column));
  }

  /**
   * The texts with {@code separator} in between, without nulls, in the order of the rows or of
   * {@link Aggregation#orderBy}; null of none. All texts of a group must fit in memory.
   */
  public static Aggregation stringAgg(Object column, String separator) {
    return collected("stringAgg", Collected.joined(separator), Column.input(column));
  }

  /**
   * The values of one column under those of another, as a map. Of equal keys the first row's value
   * counts, and rows whose key is null do not. All rows of a group must fit in memory.
   */
  public static Aggregation mapAgg(Object key, Object value) {
    Column of = Column.input(key);
    Column entry = structOf(of.as("key"), Column.input(value).as("value"));
    return collected("mapAgg", Collected::map, Frames.when(of.isNotNull()).then(entry));
  }

  /**
   * How often each value is there, without null: a map from value to int64, in the order of the
   * values. All values of a group must fit in memory.
   */
  public static Aggregation valueCounts(Object column) {
    return collected("valueCounts", Collected::counts, Column.input(column));
  }

  /**
   * The {@code count} most frequent values and how often each is there, exactly: a map from value
   * to int64, the most frequent first, and of equally frequent ones the least. All values of a
   * group must fit in memory.
   */
  public static Aggregation mostFrequent(Object column, int count) {
    if (count < 1) {
      throw new PlanException("the " + count + " most frequent values: ask for one at least");
    }
    return collected("mostFrequent", Collected.mostFrequent(count), Column.input(column));
  }

  /**
   * The entropy of how often each value is there, in bits, float64: 0 of one value, 1 of two that
   * are equally frequent; null of no values. All values of a group must fit in memory.
   */
  public static Aggregation entropy(Object column) {
    return collected("entropy", Collected::entropy, Column.input(column));
  }

  /** The geometric mean, float64; 0 where there is a 0, NaN below that, and null of no values. */
  public static Aggregation geometricMean(Object column) {
    return new Aggregation(
        "geometricMean",
        AggregateFunction.MEAN,
        List.of(number(column).log().as(Column.input(column).name().orElse("value"))),
        mean -> Exprs.math(MathFunction.EXP, mean));
  }

  private static Aggregation collected(String verb, UnaryOperator<Expr> finish, Column column) {
    return new Aggregation(verb, new Collect(false), List.of(column), finish);
  }

  /** The sample variance, divisor n - 1; null of fewer than two values. */
  public static Aggregation var(Object column) {
    return over("var", AggregateFunction.VARIANCE, column);
  }

  /** The sample standard deviation, divisor n - 1; null of fewer than two values. */
  public static Aggregation std(Object column) {
    return over("std", AggregateFunction.STANDARD_DEVIATION, column);
  }

  /** The population variance, divisor n; null of no values. */
  public static Aggregation varPop(Object column) {
    return over("varPop", new Variance(0, false), column);
  }

  /** The population standard deviation, divisor n; null of no values. */
  public static Aggregation stdPop(Object column) {
    return over("stdPop", new Variance(0, true), column);
  }

  /**
   * The standard error of the mean: the sample standard deviation by the root of the number of
   * values; null of fewer than two.
   */
  public static Column sem(Object column) {
    String of = Column.input(column).name().orElse("computed");
    return std(column).divide(count(column).sqrt()).as("sem(%s)".formatted(of));
  }

  /** The skewness, corrected for the size of the sample; null of fewer than three values. */
  public static Aggregation skewness(Object column) {
    return over("skewness", Shape.SKEWNESS, number(column));
  }

  /**
   * The kurtosis beyond that of a normal distribution, corrected for the size of the sample; null
   * of fewer than four values.
   */
  public static Aggregation kurtosis(Object column) {
    return over("kurtosis", Shape.KURTOSIS, number(column));
  }

  /** The product of numbers, float64; null of no values. */
  public static Aggregation product(Object column) {
    return over("product", Fold.PRODUCT, number(column));
  }

  /** The bits that all integers have. */
  public static Aggregation bitAnd(Object column) {
    return over("bitAnd", Fold.BIT_AND, column);
  }

  /** The bits that some integer has. */
  public static Aggregation bitOr(Object column) {
    return over("bitOr", Fold.BIT_OR, column);
  }

  /** The bits that an odd number of integers has. */
  public static Aggregation bitXor(Object column) {
    return over("bitXor", Fold.BIT_XOR, column);
  }

  /** Whether all truth values are true; null of no values. */
  public static Aggregation all(Object column) {
    return over("all", AggregateFunction.MIN, truth(column));
  }

  /** Whether any truth value is true; null of no values. */
  public static Aggregation any(Object column) {
    return over("any", AggregateFunction.MAX, truth(column));
  }

  /** The number of rows in which a condition is true. */
  public static Aggregation countIf(Column condition) {
    return count().filter(condition);
  }

  /** The number of rows in which the column is null, int64. */
  public static Aggregation countNulls(Object column) {
    return countIf(Column.input(column).isNull());
  }

  /**
   * The middle value of numbers, or the mean of the two in the middle; float64, exact; a timestamp,
   * time or duration of such. All values are kept until the end, on disk where memory is short.
   */
  public static Aggregation median(Object column) {
    return over("median", Quantile.MEDIAN, column);
  }

  /**
   * The value of numbers below which a share of them lies, interpolated between two; float64,
   * exact. All values are kept until the end, on disk where memory is short.
   *
   * @param share from 0, the least, to 1, the greatest
   */
  public static Aggregation quantile(Object column, double share) {
    return quantile(column, share, Interpolation.LINEAR);
  }

  /**
   * The same with a choice of what is between two values. All but LINEAR and MIDPOINT give one of
   * the values, also of dates and timestamps.
   */
  public static Aggregation quantile(Object column, double share, Interpolation interpolation) {
    return over("quantile", new Quantile(share, interpolation), column);
  }

  /**
   * The most frequent value, and of several the least. Numbers, dates and timestamps go to disk
   * where memory is short; all other values of a group must fit in memory.
   */
  public static Aggregation mode(Object column) {
    return over("mode", Mode.LEAST, column);
  }

  /**
   * About how many different values there are: off by 3.3 % in the standard deviation, in 1 KiB a
   * group; null is none.
   */
  public static Aggregation approxCountDistinct(Object column) {
    return over("approxCountDistinct", ApproxCountDistinct.HYPER_LOG_LOG, column);
  }

  /**
   * The value of {@code column} in the row in which {@code by} is least; the first such row's. Rows
   * in which either is null are left out.
   */
  public static Aggregation argMin(Object column, Object by) {
    return over("argMin", ArgExtreme.LEAST, column, by);
  }

  /**
   * The value of {@code column} in the row in which {@code by} is greatest; the first such row's.
   * Rows in which either is null are left out.
   */
  public static Aggregation argMax(Object column, Object by) {
    return over("argMax", ArgExtreme.GREATEST, column, by);
  }

  /** Pearson's correlation of two columns of numbers; null of fewer than two pairs. */
  public static Aggregation corr(Object x, Object y) {
    return over("corr", Comoment.CORRELATION, number(x), number(y));
  }

  /** The sample covariance of two columns of numbers, divisor n - 1; null of fewer than two. */
  public static Aggregation cov(Object x, Object y) {
    return over("cov", Comoment.COVARIANCE, number(x), number(y));
  }

  /** The population covariance of two columns of numbers, divisor n; null of no pairs. */
  public static Aggregation covPop(Object x, Object y) {
    return over("covPop", Comoment.POPULATION_COVARIANCE, number(x), number(y));
  }

  /** The slope of the least squares line of {@code y} by {@code x}. */
  public static Aggregation regrSlope(Object y, Object x) {
    return over("regrSlope", Comoment.SLOPE, number(y), number(x));
  }

  /** Where the least squares line of {@code y} by {@code x} meets 0. */
  public static Aggregation regrIntercept(Object y, Object x) {
    return over("regrIntercept", Comoment.INTERCEPT, number(y), number(x));
  }

  /** The share of {@code y}'s variance that its least squares line by {@code x} explains. */
  public static Aggregation regrR2(Object y, Object x) {
    return over("regrR2", Comoment.R2, number(y), number(x));
  }

  /**
   * A value of which about the share {@code share} of the values is not greater, of their type: off
   * by less than 0.01 in 99 of 100 cases, in 10 KiB a group however many values there are. The same
   * at any number of workers. {@link #quantile} is exact, and keeps all values.
   */
  public static Aggregation approxQuantile(Object column, double share) {
    return over("approxQuantile", new ApproxQuantile(share), column);
  }

  /** A value that is about in the middle: {@link #approxQuantile} of 0.5. */
  public static Aggregation approxMedian(Object column) {
    return over("approxMedian", new ApproxQuantile(0.5), column);
  }

  /**
   * What an aggregator of a user's own makes of some columns: {@code aggregate(GEOMETRIC_MEAN,
   * "price")}. It reads integers as int64, all other numbers as float64, and rows in which one of
   * the columns is null not at all.
   */
  public static Aggregation aggregate(Aggregator<?> aggregator, Object... columns) {
    return new Aggregation(
        aggregator.label(),
        aggregator,
        Stream.of(columns).map(column -> plainNumber(Column.input(column))).toList());
  }

  private static Column plainNumber(Column column) {
    return new Column(
        column.name(),
        schema -> {
          Expr bound = column.bind(schema);
          DType type = bound.type();
          return type.isNumeric()
              ? Exprs.cast(bound, Parameter.INTEGER.takes(type) ? DType.INT64 : DType.FLOAT64)
              : bound;
        });
  }

  private static Aggregation over(String verb, AggregateFunction function, Object... columns) {
    return new Aggregation(verb, function, List.of(columns).stream().map(Column::input).toList());
  }

  /** The column in float64. */
  private static Column number(Object column) {
    Column input = Column.input(column);
    return new Column(
        input.name(),
        schema -> {
          Expr expr = input.bind(schema);
          if (!expr.type().isNumeric()) {
            throw new PlanException("%s is %s, not a number".formatted(expr, expr.type()));
          }
          return Exprs.cast(expr, DType.FLOAT64);
        });
  }

  private static Column truth(Object column) {
    Column input = Column.input(column);
    return new Column(
        input.name(),
        schema -> {
          Expr expr = input.bind(schema);
          if (expr.type() != DType.BOOL) {
            throw new PlanException("%s is %s, not a truth value".formatted(expr, expr.type()));
          }
          return expr;
        });
  }
}
