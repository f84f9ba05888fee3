package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.Explode;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.MapBatches;
import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.NamedWindow;
import dev.quern.dataframes.plan.RowIndex;
import dev.quern.dataframes.plan.Sample;
import dev.quern.dataframes.plan.Slice;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.dataframes.plan.Union;
import dev.quern.dataframes.plan.Zip;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.plan.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leaves out columns that nobody reads: walks from the root down with the set of columns that are
 * wanted, narrows projections, aggregates and joins to it, and has scans read only those.
 */
final class ColumnPrune implements Rule<FramePlan> {
  /* What anybody wants of shared nodes; they keep the columns of all their readers. */
  private final Map<FramePlan.Shared, Set<String>> ofShared;

  ColumnPrune() {
    this(new HashMap<>());
  }

  private ColumnPrune(Map<FramePlan.Shared, Set<String>> ofShared) {
    this.ofShared = ofShared;
  }

  @Override
  public FramePlan apply(FramePlan root) {
    Set<String> all = new LinkedHashSet<>(root.schema().names());
    Map<FramePlan.Shared, Set<String>> wanted = new HashMap<>();
    // A shared node below another one is asked for more once that is known in full.
    while (true) {
      Map<FramePlan.Shared, Set<String>> before = new HashMap<>();
      wanted.forEach((node, columns) -> before.put(node, new LinkedHashSet<>(columns)));
      FramePlan pruned = new ColumnPrune(wanted).prune(root, all);
      if (wanted.equals(before)) {
        return pruned;
      }
    }
  }

  /** {@code node} with at least the columns {@code wanted}; other ones may stay. */
  private FramePlan prune(FramePlan node, Set<String> wanted) {
    return switch (node) {
      case FramePlan.Scan scan -> {
        List<String> columns = kept(scan.columns(), wanted);
        yield columns.size() == scan.columns().size()
            ? scan
            : new FramePlan.Scan(scan.source(), columns, scan.predicates(), scan.where());
      }
      case FramePlan.Filter filter ->
          Rule.mapChildren(filter, c -> prune(c, with(wanted, Exprs.columns(filter.condition()))));
      case FramePlan.Project project -> project(project, wanted);
      case FramePlan.Aggregate aggregate -> aggregate(aggregate, wanted);
      case Join join -> join(join, wanted);
      case FramePlan.Sort sort -> {
        List<String> keys = sort.order().stream().map(SortOrder::column).toList();
        yield Rule.mapChildren(sort, c -> prune(c, with(wanted, keys)));
      }
      case FramePlan.Shared shared -> {
        Set<String> columns = ofShared.computeIfAbsent(shared, s -> new LinkedHashSet<>());
        columns.addAll(wanted);
        yield Rule.mapChildren(shared, c -> exactly(prune(c, columns), columns));
      }
      case FramePlan.Window window -> window(window, wanted);
      case FramePlan.Limit limit -> Rule.mapChildren(limit, c -> prune(c, wanted));
      case Slice slice -> Rule.mapChildren(slice, c -> prune(c, wanted));
      case Sample sample -> Rule.mapChildren(sample, c -> prune(c, wanted));
      case RowIndex index -> index(index, wanted);
      case Explode explode ->
          Rule.mapChildren(explode, c -> prune(c, with(wanted, explode.columns())));
      case MapBatches map ->
          Rule.mapChildren(map, c -> prune(c, new LinkedHashSet<>(c.schema().names())));
      case Union union -> union(union, wanted);
      case Zip zip -> Rule.mapChildren(zip, c -> exactly(prune(c, wanted), wanted));
    };
  }

  private FramePlan index(RowIndex index, Set<String> wanted) {
    Set<String> below = new LinkedHashSet<>(wanted);
    return below.remove(index.name())
        ? Rule.mapChildren(index, c -> prune(c, below))
        : prune(index.input(), below);
  }

  private FramePlan project(FramePlan.Project project, Set<String> wanted) {
    List<NamedExpr> columns =
        project.columns().stream().filter(c -> wanted.contains(c.name())).toList();
    Set<String> read = new LinkedHashSet<>();
    columns.forEach(column -> read.addAll(Exprs.columns(column.expr())));
    FramePlan narrow =
        columns.size() == project.columns().size()
            ? project
            : new FramePlan.Project(project.input(), columns, project.where());
    return Rule.mapChildren(narrow, c -> prune(c, read));
  }

  private FramePlan aggregate(FramePlan.Aggregate aggregate, Set<String> wanted) {
    List<NamedAggregate> aggregates =
        aggregate.aggregates().stream().filter(a -> wanted.contains(a.name())).toList();
    Set<String> read = new LinkedHashSet<>();
    aggregate.keys().forEach(key -> read.addAll(Exprs.columns(key.expr())));
    aggregates.forEach(a -> a.inputs().forEach(input -> read.addAll(Exprs.columns(input))));
    FramePlan narrow =
        aggregates.size() == aggregate.aggregates().size()
            ? aggregate
            : new FramePlan.Aggregate(
                aggregate.input(), aggregate.keys(), aggregates, aggregate.where());
    return Rule.mapChildren(narrow, c -> prune(c, read));
  }

  private FramePlan window(FramePlan.Window window, Set<String> wanted) {
    List<NamedWindow> functions =
        window.functions().stream().filter(f -> wanted.contains(f.name())).toList();
    Set<String> read = new LinkedHashSet<>(wanted);
    window.rowOrder().forEach(key -> read.add(key.column()));
    functions.forEach(f -> f.inputs().forEach(input -> read.add(input.name())));
    read.retainAll(new HashSet<>(window.input().schema().names()));
    FramePlan input = exactly(prune(window.input(), read), read);
    return functions.isEmpty() && window.order().isEmpty() && window.partition().isEmpty()
        ? input
        : window.withTies(input, window.ties()).withFunctions(functions);
  }

  private FramePlan join(Join join, Set<String> wanted) {
    List<FramePlan.RightColumn> columns =
        join.rightColumns().stream().filter(c -> wanted.contains(c.name())).toList();
    FramePlan narrow =
        columns.size() == join.rightColumns().size() ? join : join.withRightColumns(columns);
    Set<String> left = with(wanted, join.leftKeys());
    join.conditions().forEach(condition -> left.addAll(Exprs.columns(condition)));
    left.retainAll(new HashSet<>(join.left().schema().names()));
    Set<String> right = new LinkedHashSet<>(join.rightKeys());
    columns.forEach(c -> right.add(c.column()));
    join.conditionColumns().forEach(c -> right.add(c.column()));
    return narrow.withChildren(
        List.of(
            exactly(prune(join.left(), left), left), exactly(prune(join.right(), right), right)));
  }

  /** All inputs of a union keep the same columns, in the same order. */
  private FramePlan union(Union union, Set<String> wanted) {
    return Rule.mapChildren(union, c -> exactly(prune(c, wanted), wanted));
  }

  /** {@code node} without the columns that are not wanted. */
  private static FramePlan exactly(FramePlan node, Set<String> wanted) {
    if (node.schema().names().stream().allMatch(wanted::contains)) {
      return node;
    }
    List<NamedExpr> columns =
        node.schema().fields().stream()
            .filter(f -> wanted.contains(f.name()))
            .map(NamedExpr::column)
            .toList();
    return new FramePlan.Project(node, columns, node.where());
  }

  private static List<String> kept(List<String> columns, Set<String> wanted) {
    return columns.stream().filter(wanted::contains).toList();
  }

  private static Set<String> with(Set<String> wanted, Iterable<String> more) {
    Set<String> all = new LinkedHashSet<>(wanted);
    more.forEach(all::add);
    return all;
  }
}
