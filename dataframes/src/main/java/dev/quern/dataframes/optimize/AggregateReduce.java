package dev.quern.dataframes.optimize;

import dev.quern.dataframes.optimize.Estimates.Estimate;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Aggregates only the groups that a join will ask for: where groups are joined by their keys with a
 * relation that has far fewer of these, the aggregate's input is semi joined with it first. The
 * relation is read twice for that, so it must be cheap: a scan and its filters. It is kept for the
 * second time where nobody knows how many rows those leave.
 *
 * <pre>
 *   join on part = key                     join on part = key
 *     filter brand = 'x'                     filter brand = 'x'
 *       parts                                  parts
 *     aggregate sales by part                aggregate by part
 *                                              semi join on part = key
 *                                                sales
 *                                                select key
 *                                                  filter brand = 'x'
 *                                                    parts
 * </pre>
 */
final class AggregateReduce {
  /** The share of groups below which it is worth it. */
  private static final double FEW = 0.25;

  /** Rows that are looked at twice in no time. */
  private static final double SMALL = 20_000;

  private AggregateReduce() {}

  /**
   * Reduces the relations of {@code graph}.
   *
   * @param again whether that was done before: inputs with a semi join stay as they are
   */
  static void reduce(JoinGraph graph, Estimates estimates, boolean again) {
    List<FramePlan> relations = graph.relations();
    for (int i = 0; i < relations.size(); i++) {
      if (again && hasSemiJoin(relations.get(i))) {
        continue;
      }
      for (int j = 0; j < relations.size(); j++) {
        FramePlan few = relations.get(j);
        if (i != j && isCheap(few)) {
          FramePlan twice =
              estimates.isGuess(few, SMALL) ? new FramePlan.Shared(few, few.where()) : few;
          Optional<FramePlan> reduced = reduced(graph, i, j, twice, estimates);
          if (reduced.isPresent()) {
            relations.set(i, reduced.get());
            relations.set(j, twice);
            break;
          }
        }
      }
    }
  }

  /** Whether some rows of {@code plan} are left out by a semi join already. */
  static boolean hasSemiJoin(FramePlan plan) {
    return (plan instanceof Join join && join.type() == JoinKind.SEMI)
        || plan.children().stream().anyMatch(AggregateReduce::hasSemiJoin);
  }

  private static Optional<FramePlan> reduced(
      JoinGraph graph, int aggregated, int by, FramePlan few, Estimates estimates) {
    List<String> groupKeys = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (Set<String> members : graph.equal()) {
      Optional<String> mine = of(graph, members, aggregated);
      Optional<String> theirs = of(graph, members, by);
      if (mine.isPresent() && theirs.isPresent()) {
        groupKeys.add(mine.get());
        keys.add(theirs.get());
      }
    }
    FramePlan plan = graph.relations().get(aggregated);
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    Estimate groups = estimates.of(plan);
    Estimate wanted = estimates.of(few);
    return wanted.distinct(keys) < FEW * groups.distinct(groupKeys)
        ? push(plan, groupKeys, few, keys)
        : Optional.empty();
  }

  /** {@code plan} with its aggregate's input semi joined; nothing when the keys are not its. */
  private static Optional<FramePlan> push(
      FramePlan plan, List<String> groupKeys, FramePlan few, List<String> keys) {
    return switch (plan) {
      case FramePlan.Filter filter ->
          push(filter.input(), groupKeys, few, keys)
              .map(input -> new FramePlan.Filter(input, filter.condition(), filter.where()));
      case FramePlan.Project project -> {
        List<String> below = columns(project.columns(), groupKeys);
        yield below.size() == groupKeys.size()
            ? push(project.input(), below, few, keys)
                .map(input -> new FramePlan.Project(input, project.columns(), project.where()))
            : Optional.empty();
      }
      case FramePlan.Aggregate aggregate -> {
        List<String> below = columns(aggregate.keys(), groupKeys);
        if (below.size() < groupKeys.size()) {
          yield Optional.empty();
        }
        FramePlan semi = semi(aggregate.input(), below, few, keys);
        yield Optional.of(
            new FramePlan.Aggregate(
                semi, aggregate.keys(), aggregate.aggregates(), aggregate.where()));
      }
      default -> Optional.empty();
    };
  }

  private static FramePlan semi(
      FramePlan input, List<String> inputKeys, FramePlan few, List<String> keys) {
    Schema schema = few.schema();
    List<NamedExpr> columns =
        keys.stream().map(key -> NamedExpr.column(schema.field(key))).toList();
    return SemiJoinPush.push(
        new Join(
            input,
            new FramePlan.Project(few, columns, few.where()),
            inputKeys,
            keys,
            List.of(),
            JoinKind.SEMI,
            few.where()));
  }

  /** The columns that {@code outputs} are, as far as they are any. */
  private static List<String> columns(List<NamedExpr> named, List<String> outputs) {
    List<String> columns = new ArrayList<>();
    for (String output : outputs) {
      named.stream()
          .filter(n -> n.name().equals(output) && n.isColumn())
          .findFirst()
          .ifPresent(n -> columns.add(((Expr.Column) n.expr()).name()));
    }
    return columns;
  }

  private static Optional<String> of(JoinGraph graph, Set<String> members, int relation) {
    return members.stream().filter(m -> graph.relationOf(m) == relation).findFirst();
  }

  private static boolean isCheap(FramePlan plan) {
    return switch (plan) {
      case FramePlan.Scan scan -> true;
      case FramePlan.Filter filter -> isCheap(filter.input());
      case FramePlan.Project project -> isCheap(project.input());
      case FramePlan.Shared shared -> isCheap(shared.input());
      case Join join ->
          join.type() == JoinKind.SEMI && isCheap(join.left()) && isCheap(join.right());
      default -> false;
    };
  }
}
