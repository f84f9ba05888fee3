package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.agg.BasicAggregate;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.io.PieceSummary;
import dev.quern.engine.io.Source;
import dev.quern.engine.plan.Rule;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Counts rows and values, and finds least and greatest ones, by the metadata of files where that is
 * exact: no page is read. Filters and groups by columns that a file has one value of, as those of
 * folders' names, are by the rows of the metadata:
 *
 * <pre>
 *   aggregate by year: count, max(day)      aggregate by year: sum(#rows), max(#greatest day)
 *     filter year &gt; 2020             -&gt;     filter year &gt; 2020
 *       scan parquet                            scan metadata: year, #rows, #greatest day
 * </pre>
 */
final class MetadataAggregate implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Aggregate aggregate)) {
      return node;
    }
    FramePlan input = aggregate.input();
    Optional<FramePlan.Filter> filter =
        input instanceof FramePlan.Filter one ? Optional.of(one) : Optional.empty();
    return filter.map(FramePlan.Filter::input).orElse(input) instanceof FramePlan.Scan scan
            && scan.predicates().isEmpty()
        ? new Asked(scan.source()).answer(aggregate, filter, scan).orElse(node)
        : node;
  }

  /** What an aggregate asks of a source's metadata. */
  private static final class Asked {
    private final Source source;
    private final Set<String> constants;
    private final Set<String> counted = new LinkedHashSet<>();
    private final Set<String> bounded = new LinkedHashSet<>();

    Asked(Source source) {
      this.source = source;
      this.constants = new HashSet<>(source.pieceConstants());
    }

    Optional<FramePlan> answer(
        FramePlan.Aggregate aggregate, Optional<FramePlan.Filter> filter, FramePlan.Scan scan) {
      if (!filter.map(FramePlan.Filter::condition).map(this::isConstant).orElse(true)
          || !aggregate.keys().stream().map(NamedExpr::expr).allMatch(this::isConstant)
          || !aggregate.aggregates().stream().allMatch(this::ask)) {
        return Optional.empty();
      }
      Optional<List<PieceSummary>> pieces = source.summaries(counted, bounded);
      if (pieces.isEmpty()) {
        return Optional.empty();
      }
      SummaryRows rows = SummaryRows.of(source, pieces.get(), counted, bounded);
      FramePlan input = new FramePlan.Scan(rows, rows.schema().names(), List.of(), scan.where());
      if (filter.isPresent()) {
        input = filter.get().withInput(input);
      }
      List<NamedAggregate> merged =
          aggregate.aggregates().stream().map(a -> merged(a, rows.schema())).toList();
      FramePlan.Aggregate groups =
          new FramePlan.Aggregate(input, aggregate.keys(), merged, aggregate.where());
      return Optional.of(
          new FramePlan.Project(groups, named(aggregate, groups.schema()), aggregate.where()));
    }

    /** Whether {@code expr} has one value in all rows of a piece. */
    private boolean isConstant(Expr expr) {
      return constants.containsAll(Exprs.columns(expr)) && !Exprs.callsUserFunction(expr);
    }

    /** Whether metadata may have the answer; notes what it must tell for that. */
    private boolean ask(NamedAggregate aggregate) {
      if (!(aggregate.function() instanceof BasicAggregate function)) {
        return false;
      }
      return switch (function) {
        case COUNT_ALL -> true;
        case COUNT -> isConstant(aggregate.inputs().getFirst()) || isColumn(aggregate, counted);
        case MIN, MAX ->
            !aggregate.inputs().getFirst().type().isFloating()
                && (isConstant(aggregate.inputs().getFirst()) || isColumn(aggregate, bounded));
        case COUNT_DISTINCT -> isConstant(aggregate.inputs().getFirst());
        case SUM, MEAN, FIRST, LAST -> false;
      };
    }

    private static boolean isColumn(NamedAggregate aggregate, Set<String> asked) {
      if (aggregate.inputs().getFirst() instanceof Expr.Column column) {
        asked.add(column.name());
        return true;
      }
      return false;
    }

    private NamedAggregate merged(NamedAggregate aggregate, Schema rows) {
      BasicAggregate function = (BasicAggregate) aggregate.function();
      Expr count = Exprs.column(rows, SummaryRows.ROWS);
      if (function == BasicAggregate.COUNT_ALL) {
        return of(aggregate, BasicAggregate.SUM, count);
      }
      Expr input = aggregate.inputs().getFirst();
      if (isConstant(input)) {
        return function == BasicAggregate.COUNT
            ? of(
                aggregate,
                BasicAggregate.SUM,
                Exprs.when(Exprs.isNull(input), Exprs.literal(0L), count))
            : aggregate;
      }
      String name = ((Expr.Column) input).name();
      return switch (function) {
        case COUNT ->
            of(aggregate, BasicAggregate.SUM, Exprs.column(rows, SummaryRows.count(name)));
        case MIN -> of(aggregate, function, Exprs.column(rows, SummaryRows.least(name)));
        default -> of(aggregate, function, Exprs.column(rows, SummaryRows.greatest(name)));
      };
    }

    private static NamedAggregate of(
        NamedAggregate aggregate, BasicAggregate function, Expr input) {
      return new NamedAggregate(aggregate.name(), function, List.of(input));
    }

    /** A count of nothing is 0, unlike a sum. */
    private static List<NamedExpr> named(FramePlan.Aggregate aggregate, Schema groups) {
      List<NamedExpr> columns = new ArrayList<>();
      aggregate
          .keys()
          .forEach(key -> columns.add(new NamedExpr(key.name(), Exprs.column(groups, key.name()))));
      for (NamedAggregate one : aggregate.aggregates()) {
        Expr value = Exprs.column(groups, one.name());
        boolean isCount =
            one.function() == BasicAggregate.COUNT_ALL || one.function() == BasicAggregate.COUNT;
        columns.add(
            new NamedExpr(one.name(), isCount ? Exprs.coalesce(value, Exprs.literal(0L)) : value));
      }
      return columns;
    }
  }
}
