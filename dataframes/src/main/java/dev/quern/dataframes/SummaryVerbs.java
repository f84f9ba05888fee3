package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.nullOf;
import static dev.quern.dataframes.Frames.quantile;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.TickType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** The verbs of {@link DataFrame} that say what there is in its columns. */
abstract sealed class SummaryVerbs extends JoinVerbs permits FrameVerbs {
  SummaryVerbs() {}

  /**
   * What there is in each column, a row a statistic: {@code count}, {@code nulls}, {@code mean},
   * {@code std}, {@code min}, {@code 25%}, {@code 50%}, {@code 75%} and {@code max}. Columns of
   * numbers are float64 here; the others are text, with null where a statistic means nothing.
   * Columns of bytes, lists, structs and intervals are left out.
   */
  public DataFrame describe() {
    List<Field> fields =
        self().schema().fields().stream()
            .filter(f -> f.type() != DType.BINARY && !f.type().isNested() && Exprs.isKey(f.type()))
            .toList();
    DataFrame statistics = self().agg(statistics(fields).toArray(Aggregation[]::new));
    return Statistic.ALL.stream()
        .map(
            statistic -> {
              List<Object> columns = new ArrayList<>();
              columns.add(lit(statistic.name()).as("statistic"));
              fields.forEach(field -> columns.add(statistic.of(field).as(field.name())));
              return statistics.select(columns.toArray());
            })
        .reduce(DataFrame::union)
        .orElseThrow();
  }

  private static List<Aggregation> statistics(List<Field> fields) {
    List<Aggregation> all = new ArrayList<>();
    all.add(count().as("#rows"));
    for (Field field : fields) {
      for (Statistic statistic : Statistic.ALL) {
        if (statistic.isOf(field)) {
          String column = field.name();
          all.add(statistic.aggregation().apply(column).as(statistic.column(column)));
        }
      }
    }
    return all;
  }

  /**
   * A row of {@link #describe}.
   *
   * @param of which columns have it
   */
  private record Statistic(String name, Of of, Aggregator aggregation) {
    private enum Of {
      NUMBERS,
      /** And timestamps, times and durations. */
      TIMES,
      ALL
    }

    private interface Aggregator extends Function<String, Aggregation> {}

    static final List<Statistic> ALL =
        List.of(
            new Statistic("count", Of.ALL, Frames::count),
            new Statistic("nulls", Of.ALL, Frames::count),
            new Statistic("mean", Of.TIMES, Frames::mean),
            new Statistic("std", Of.NUMBERS, Frames::std),
            new Statistic("min", Of.ALL, Frames::min),
            new Statistic("25%", Of.TIMES, column -> quantile(column, 0.25)),
            new Statistic("50%", Of.TIMES, column -> quantile(column, 0.5)),
            new Statistic("75%", Of.TIMES, column -> quantile(column, 0.75)),
            new Statistic("max", Of.ALL, Frames::max));

    boolean isOf(Field field) {
      return switch (of) {
        case ALL -> true;
        case TIMES -> field.type().isNumeric() || field.type() instanceof TickType;
        case NUMBERS -> field.type().isNumeric();
      };
    }

    String column(String of) {
      return "#" + name + " " + of;
    }

    Column of(Field field) {
      DType type = field.type().isNumeric() ? DType.FLOAT64 : DType.UTF8;
      if (!isOf(field)) {
        return nullOf(type);
      }
      Column value = Column.named(column(field.name()));
      return (name.equals("nulls") ? Column.named("#rows").minus(value) : value).cast(type);
    }
  }

  /**
   * Pearson's correlation of each pair of these columns of numbers, or of all columns of numbers if
   * none is named: a row and a column for each; the name of the row's column is in "column".
   */
  public DataFrame corrMatrix(String... columns) {
    return matrix("a correlation matrix", Frames::corr, columns);
  }

  /** The sample covariance of each pair of columns, as {@link #corrMatrix} has correlations. */
  public DataFrame covMatrix(String... columns) {
    return matrix("a covariance matrix", Frames::cov, columns);
  }

  private DataFrame matrix(
      String what, BiFunction<Object, Object, Aggregation> function, String... columns) {
    List<String> names =
        columns.length > 0
            ? List.of(columns)
            : self().schema().fields().stream()
                .filter(field -> field.type().isNumeric())
                .map(Field::name)
                .toList();
    List<Aggregation> pairs = new ArrayList<>();
    for (String row : names) {
      for (String column : names) {
        pairs.add(function.apply(row, column).as("#" + row + " " + column));
      }
    }
    DataFrame all = self().agg(pairs.toArray(Aggregation[]::new));
    return names.stream()
        .map(
            row -> {
              List<Object> line = new ArrayList<>();
              line.add(lit(row).as("column"));
              for (String column : names) {
                line.add(Column.named("#" + row + " " + column).as(column));
              }
              return all.select(line.toArray());
            })
        .reduce(DataFrame::union)
        .orElseThrow(() -> new PlanException(what + " needs columns of numbers"));
  }

  /**
   * Exact quantiles of columns of numbers, as {@link Frames#quantile} gives them: a row for each of
   * {@code shares}, which is in "quantile", with all columns of numbers. The values of a column are
   * kept once for all of them.
   */
  public DataFrame quantiles(double... shares) {
    List<String> names =
        self().schema().fields().stream()
            .filter(field -> field.type().isNumeric())
            .map(Field::name)
            .toList();
    List<Aggregation> all = new ArrayList<>();
    for (String name : names) {
      for (double share : shares) {
        all.add(quantile(name, share).as("#" + share + " " + name));
      }
    }
    if (all.isEmpty()) {
      throw new PlanException("quantiles need shares from 0 to 1, and columns of numbers");
    }
    DataFrame found = self().agg(all.toArray(Aggregation[]::new));
    return DoubleStream.of(shares)
        .mapToObj(
            share -> {
              List<Object> line = new ArrayList<>();
              line.add(lit(share).as("quantile"));
              names.forEach(n -> line.add(Column.named("#" + share + " " + n).as(n)));
              return found.select(line.toArray());
            })
        .reduce(DataFrame::union)
        .orElseThrow();
  }
}
