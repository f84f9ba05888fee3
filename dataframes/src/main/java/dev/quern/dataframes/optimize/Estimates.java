package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.Explode;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.MapBatches;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.RowIndex;
import dev.quern.dataframes.plan.Sample;
import dev.quern.dataframes.plan.Slice;
import dev.quern.dataframes.plan.Union;
import dev.quern.dataframes.plan.Zip;
import dev.quern.engine.expr.DateField;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.io.Source;
import dev.quern.engine.join.JoinKind;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Estimates of how many rows the nodes of plans give, from the statistics of sources and the usual
 * assumptions: values are spread evenly, columns do not depend on each other, keys of a join are
 * contained in each other.
 *
 * <p>They depend on the data and the plan alone, so that plans made by them do too.
 */
public final class Estimates {
  /** Rows of a source that does not say. */
  private static final double UNKNOWN_ROWS = 100_000;

  /** Elements of a list: nothing tells. */
  private static final double LIST_LENGTH = 4;

  /** How many rows of one there may be where nothing bounds them. */
  private static final double FAR = 1000;

  private final IdentityHashMap<FramePlan, Estimate> known = new IdentityHashMap<>();
  private final IdentityHashMap<Source, Map<String, ColumnStatistics>> statistics =
      new IdentityHashMap<>();

  /**
   * What is thought of a node's rows.
   *
   * @param rows how many, not less than 0
   * @param base how many there were before filters
   * @param guess whether they may be any other number as well
   * @param columns what is thought of the columns' values; nothing of those that are left out
   */
  record Estimate(double rows, double base, Guess guess, Map<String, ColumnStatistics> columns) {

    Estimate(double rows, Guess guess, Map<String, ColumnStatistics> columns) {
      this(rows, rows, guess, columns);
    }

    /** What is known of a column's values. */
    private ColumnStatistics statistics(String column) {
      return columns.getOrDefault(column, ColumnStatistics.UNKNOWN);
    }

    /** The different values of a column: no more than there are rows. */
    double distinct(String column) {
      double distinct = statistics(column).distinct();
      return Double.isNaN(distinct)
          ? Math.max(1, rows)
          : Math.clamp(distinct, 1, Math.max(1, rows));
    }

    /** The different combinations of some columns. */
    double distinct(List<String> names) {
      double product = 1;
      for (String name : names) {
        product *= distinct(name);
      }
      return Math.min(product, Math.max(1, rows));
    }

    /** The different combinations of some columns before filters. */
    double keys(List<String> names) {
      return new Estimate(base, guess, columns).distinct(names);
    }

    /**
     * Over how many values {@code column} and {@code otherColumn} are joined: the most that either
     * is known to have. Where nothing is known of one, those that the other had before filters; and
     * of neither, those of the side that was smaller, which is taken for the one that the column is
     * the key of.
     */
    double joinedValues(String column, Estimate other, String otherColumn) {
      boolean unknown = Double.isNaN(statistics(column).distinct());
      boolean otherUnknown = Double.isNaN(other.statistics(otherColumn).distinct());
      if (!unknown && !otherUnknown) {
        return Math.max(distinct(column), other.distinct(otherColumn));
      }
      double before = keys(List.of(column));
      double otherBefore = other.keys(List.of(otherColumn));
      return unknown && otherUnknown
          ? Math.min(before, otherBefore)
          : unknown ? otherBefore : before;
    }

    /** Whether nothing is known of how many different values some of the columns have. */
    boolean isUnknown(List<String> names) {
      return names.stream().anyMatch(name -> Double.isNaN(statistics(name).distinct()));
    }

    /** The most rows there may be. */
    double most() {
      return guess.isGuess() ? Math.max(guess.most(), rows) : rows;
    }
  }

  /**
   * How far an estimate may be off.
   *
   * @param isGuess whether nothing that is known of the data supports it, as of a filter by a
   *     user's function
   * @param most the most rows there may be then
   */
  record Guess(boolean isGuess, double most) {
    /** An estimate that rests on statistics. */
    static final Guess NONE = new Guess(false, 0);

    static Guess upTo(double most) {
      return new Guess(true, most);
    }

    /** That of a node which makes {@code factor} rows of one. */
    Guess times(double factor) {
      return isGuess ? upTo(most * factor) : NONE;
    }
  }

  /** How many rows {@code plan} gives, about. */
  public double rows(FramePlan plan) {
    return of(plan).rows();
  }

  /** How many rows {@code plan}, which gives {@code rows}, would give without its filters. */
  public double base(FramePlan plan, long rows) {
    Estimate estimate = of(plan);
    return estimate.base() > estimate.rows()
        ? Math.max(estimate.base(), (double) rows)
        : (double) rows;
  }

  /** How many rows {@code plan} gives at most, if it cannot be told. */
  double most(FramePlan plan) {
    return of(plan).most();
  }

  /** What is thought of the values of a column of {@code plan}. */
  public ColumnStatistics statistics(FramePlan plan, String column) {
    return of(plan).statistics(column);
  }

  /** Whether nothing supports the number of rows, and it may be {@code rows} or more. */
  public boolean isGuess(FramePlan plan, double rows) {
    Estimate estimate = of(plan);
    return estimate.guess().isGuess() && estimate.most() >= rows;
  }

  Estimate of(FramePlan plan) {
    Estimate estimate = known.get(plan);
    if (estimate == null) {
      estimate = compute(plan);
      known.put(plan, estimate);
    }
    return estimate;
  }

  private Estimate compute(FramePlan plan) {
    return switch (plan) {
      case FramePlan.Scan scan -> scan(scan);
      case FramePlan.Filter filter -> {
        Estimate input = of(filter.input());
        yield Selectivity.filtered(input, filter.condition());
      }
      case FramePlan.Project project -> {
        Estimate input = of(project.input());
        yield new Estimate(
            input.rows(), input.base(), input.guess(), computed(project.columns(), input));
      }
      case FramePlan.Aggregate aggregate -> groups(aggregate);
      case Join join -> join(join);
      case FramePlan.Sort sort -> limited(of(sort.input()), sort.limit());
      case FramePlan.Shared shared -> of(shared.input());
      case FramePlan.Window window -> of(window.input());
      case FramePlan.Limit limit -> limited(of(limit.input()), limit.count());
      case Slice slice -> limited(of(slice.input()), slice.count());
      case Sample sample -> {
        Estimate input = of(sample.input());
        double fraction = sample.fraction();
        yield new Estimate(
            input.rows() * fraction, input.base(), input.guess().times(fraction), input.columns());
      }
      case RowIndex index -> of(index.input());
      case Zip zip -> zipped(zip);
      case Explode explode -> {
        Estimate input = of(explode.input());
        Map<String, ColumnStatistics> others = new HashMap<>(input.columns());
        explode.columns().forEach(others::remove);
        yield new Estimate(
            LIST_LENGTH * input.rows(),
            LIST_LENGTH * input.base(),
            Guess.upTo(FAR * input.most()),
            others);
      }
      case MapBatches map -> {
        Estimate input = of(map.input());
        yield new Estimate(input.rows(), Guess.upTo(FAR * input.most()), Map.of());
      }
      case Union union -> {
        List<Estimate> inputs = union.inputs().stream().map(this::of).toList();
        double most = inputs.stream().mapToDouble(Estimate::most).sum();
        yield new Estimate(
            inputs.stream().mapToDouble(Estimate::rows).sum(),
            inputs.stream().anyMatch(input -> input.guess().isGuess())
                ? Guess.upTo(most)
                : Guess.NONE,
            Map.of());
      }
    };
  }

  private Estimate zipped(Zip zip) {
    Estimate left = of(zip.left());
    Estimate right = of(zip.right());
    Map<String, ColumnStatistics> columns = new HashMap<>(left.columns());
    columns.putAll(right.columns());
    boolean isLeft =
        switch (zip.lengths()) {
          case SAME -> !left.guess().isGuess() || right.guess().isGuess();
          case SHORTEST -> left.rows() <= right.rows();
          case LONGEST -> left.rows() >= right.rows();
        };
    Estimate rows = isLeft ? left : right;
    return new Estimate(rows.rows(), rows.base(), rows.guess(), columns);
  }

  private Estimate scan(FramePlan.Scan scan) {
    Source source = scan.source();
    Map<String, ColumnStatistics> cached = statistics.computeIfAbsent(source, s -> new HashMap<>());
    Map<String, ColumnStatistics> columns = new HashMap<>();
    for (String column : scan.columns()) {
      columns.put(column, cached.computeIfAbsent(column, source::statistics));
    }
    OptionalLong rows = source.estimatedRows();
    if (rows.isEmpty()) {
      return new Estimate(UNKNOWN_ROWS, Guess.upTo(FAR * UNKNOWN_ROWS), columns);
    }
    double base = source instanceof ObservedSource observed ? observed.base() : rows.getAsLong();
    return new Estimate(rows.getAsLong(), base, Guess.NONE, columns);
  }

  private Estimate groups(FramePlan.Aggregate aggregate) {
    Estimate input = of(aggregate.input());
    Map<String, ColumnStatistics> keys = computed(aggregate.keys(), input);
    List<String> names = aggregate.keys().stream().map(NamedExpr::name).toList();
    double groups = new Estimate(input.rows(), Guess.NONE, keys).distinct(names);
    if (names.isEmpty()) {
      return new Estimate(1, Guess.NONE, keys);
    }
    Estimate most = new Estimate(input.most(), Guess.NONE, keys);
    boolean isGuess = input.guess().isGuess() || most.isUnknown(names);
    return new Estimate(groups, isGuess ? Guess.upTo(most.distinct(names)) : Guess.NONE, keys);
  }

  private Estimate join(Join join) {
    Estimate left = of(join.left());
    Estimate right = of(join.right());
    double pairs = left.rows() * right.rows();
    for (int i = 0; i < join.leftKeys().size(); i++) {
      pairs /= left.joinedValues(join.leftKeys().get(i), right, join.rightKeys().get(i));
    }
    double found = leftWithPartner(join, left, right);
    double rows =
        switch (join.type()) {
          case INNER -> pairs;
          case LEFT -> Math.max(pairs, left.rows());
          case SEMI -> found;
          case ANTI -> Math.max(left.rows() - found, 0.05 * left.rows());
        };
    Map<String, ColumnStatistics> columns = new HashMap<>(left.columns());
    for (FramePlan.RightColumn column : join.rightColumns()) {
      ColumnStatistics of = right.columns().get(column.column());
      if (of != null) {
        columns.put(column.name(), of);
      }
    }
    return new Estimate(rows, guess(join.type(), rows, left, right), columns);
  }

  private static Guess guess(JoinKind kind, double rows, Estimate left, Estimate right) {
    if (!left.guess().isGuess() && !right.guess().isGuess()) {
      return Guess.NONE;
    }
    double leftFactor = left.most() / Math.max(1, left.rows());
    double rightFactor = right.most() / Math.max(1, right.rows());
    return switch (kind) {
      case INNER, LEFT -> Guess.upTo(Math.max(1, rows) * leftFactor * rightFactor);
      case SEMI, ANTI -> Guess.upTo(left.most());
    };
  }

  private static double leftWithPartner(Join join, Estimate left, Estimate right) {
    if (join.type() == JoinKind.INNER || join.leftKeys().isEmpty()) {
      return left.rows();
    }
    double leftKeys = left.distinct(join.leftKeys());
    double rightKeys = right.distinct(join.rightKeys());
    return left.rows() * Math.min(1, rightKeys / leftKeys);
  }

  private static Estimate limited(Estimate input, long limit) {
    double most = Math.min(input.most(), (double) limit);
    return new Estimate(
        Math.min(input.rows(), (double) limit),
        input.base(),
        input.guess().isGuess() ? Guess.upTo(most) : Guess.NONE,
        input.columns());
  }

  private static Map<String, ColumnStatistics> computed(List<NamedExpr> columns, Estimate input) {
    Map<String, ColumnStatistics> statistics = new HashMap<>();
    for (NamedExpr column : columns) {
      if (column.expr() instanceof Expr.Column source) {
        ColumnStatistics of = input.columns().get(source.name());
        if (of != null) {
          statistics.put(column.name(), of);
        }
      } else if (column.expr() instanceof DateField) {
        statistics.put(column.name(), new ColumnStatistics(Double.NaN, Double.NaN, 30));
      }
    }
    return statistics;
  }
}
