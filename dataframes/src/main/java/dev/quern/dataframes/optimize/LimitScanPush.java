package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.io.ScanOrder;
import dev.quern.engine.io.Source;
import dev.quern.engine.plan.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells a source how many rows a limit or top-n right above its scan wants, and by which order. The
 * limit stays: pieces of the source have first rows each.
 */
final class LimitScanPush implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    return switch (node) {
      case FramePlan.Limit limit -> push(limit, List.of(), limit.count());
      case FramePlan.Sort sort when sort.limit() < FramePlan.Sort.ALL ->
          push(sort, sort.order(), sort.limit());
      default -> node;
    };
  }

  private static FramePlan push(FramePlan.OfOne node, List<SortOrder> order, long count) {
    FramePlan input = node.input();
    Optional<FramePlan.Project> between =
        input instanceof FramePlan.Project project ? Optional.of(project) : Optional.empty();
    FramePlan below = between.map(FramePlan.Project::input).orElse(input);
    if (!(below instanceof FramePlan.Scan scan) || !scan.predicates().isEmpty()) {
      return node;
    }
    Optional<Source> first =
        keys(order, between).flatMap(keys -> scan.source().withFirst(keys, count));
    if (first.isEmpty()) {
      return node;
    }
    FramePlan narrow =
        new FramePlan.Scan(first.get(), scan.columns(), scan.predicates(), scan.where());
    return node.withInput(between.<FramePlan>map(p -> p.withInput(narrow)).orElse(narrow));
  }

  /* By the names that the columns have in the source, if none is computed. */
  private static Optional<List<ScanOrder>> keys(
      List<SortOrder> order, Optional<FramePlan.Project> between) {
    List<ScanOrder> keys = new ArrayList<>();
    for (SortOrder key : order) {
      Optional<String> column =
          between.isEmpty() ? Optional.of(key.column()) : column(key.column(), between.get());
      if (column.isEmpty()) {
        return Optional.empty();
      }
      keys.add(new ScanOrder(column.get(), key.descending(), key.nullsFirst()));
    }
    return Optional.of(keys);
  }

  private static Optional<String> column(String name, FramePlan.Project project) {
    for (NamedExpr named : project.columns()) {
      if (named.name().equals(name) && named.expr() instanceof Expr.Column column) {
        return Optional.of(column.name());
      }
    }
    return Optional.empty();
  }
}
