package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.FramePlan.RightColumn;
import dev.quern.dataframes.plan.Join;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.plan.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Semi joins an input of an inner join instead of its output, as a filter would be pushed down: the
 * one that has all the columns it compares. Only where the other side of the semi join is the
 * smaller: a large one is better asked about the few rows that the joins leave.
 */
final class SemiJoinPush implements Rule<FramePlan> {
  @Override
  public FramePlan apply(FramePlan root) {
    return apply(root, new Estimates());
  }

  private static FramePlan apply(FramePlan node, Estimates estimates) {
    FramePlan inner = Rule.mapChildren(node, child -> apply(child, estimates));
    return inner instanceof Join join ? push(join, estimates) : inner;
  }

  /** {@code semi} as far down as it may go. */
  static FramePlan push(Join semi) {
    return push(semi, new Estimates());
  }

  private static FramePlan push(Join semi, Estimates estimates) {
    if (semi.type() != JoinKind.SEMI && semi.type() != JoinKind.ANTI) {
      return semi;
    }
    return switch (semi.left()) {
      case FramePlan.Filter filter ->
          // Behind filters that stay cheap; what is below them decides.
          below(semi, filter.input(), Map.of(), estimates)
              .<FramePlan>map(
                  pushed -> new FramePlan.Filter(pushed, filter.condition(), filter.where()))
              .orElse(semi);
      case FramePlan.Project project -> {
        Map<String, Expr> names = new HashMap<>();
        project.columns().forEach(column -> names.put(column.name(), column.expr()));
        yield below(semi, project.input(), names, estimates)
            .<FramePlan>map(
                pushed -> new FramePlan.Project(pushed, project.columns(), project.where()))
            .orElse(semi);
      }
      case Join join when join.type() == JoinKind.INNER -> side(semi, join, estimates).orElse(semi);
      default -> semi;
    };
  }

  /** The semi join over {@code input} if it can be pushed into that; nothing when it cannot. */
  private static Optional<FramePlan> below(
      Join semi, FramePlan input, Map<String, Expr> names, Estimates estimates) {
    Optional<Join> over = over(semi, input, names);
    if (over.isEmpty()) {
      return Optional.empty();
    }
    FramePlan pushed = push(over.get(), estimates);
    return pushed.equals(over.get()) ? Optional.empty() : Optional.of(pushed);
  }

  private static Optional<FramePlan> side(Join semi, Join join, Estimates estimates) {
    Set<String> read = new LinkedHashSet<>(semi.leftKeys());
    Set<String> right = new LinkedHashSet<>();
    semi.conditionColumns().forEach(column -> right.add(column.name()));
    semi.conditions().forEach(condition -> read.addAll(Exprs.columns(condition)));
    read.removeAll(right);
    if (join.left().schema().names().containsAll(read)) {
      return over(semi, join.left(), Map.of())
          .filter(over -> isSmaller(over, estimates))
          .map(over -> join.withChildren(List.of(push(over, estimates), join.right())));
    }
    Map<String, Expr> names = new HashMap<>();
    for (RightColumn column : join.rightColumns()) {
      names.put(column.name(), Exprs.column(join.right().schema(), column.column()));
    }
    if (!names.keySet().containsAll(read)) {
      return Optional.empty();
    }
    return over(semi, join.right(), names)
        .filter(over -> isSmaller(over, estimates))
        .map(over -> join.withChildren(List.of(join.left(), push(over, estimates))));
  }

  private static boolean isSmaller(Join semi, Estimates estimates) {
    return estimates.rows(semi.right()) < estimates.rows(semi.left());
  }

  /**
   * The semi join with {@code input} as its left side, whose columns {@code names} are the old
   * ones; nothing when it needs one that is computed.
   */
  private static Optional<Join> over(Join semi, FramePlan input, Map<String, Expr> names) {
    List<String> keys = new ArrayList<>();
    for (String key : semi.leftKeys()) {
      if (names.isEmpty()) {
        keys.add(key);
      } else if (names.get(key) instanceof Expr.Column column) {
        keys.add(column.name());
      }
    }
    Set<String> right = new LinkedHashSet<>();
    semi.conditionColumns().forEach(column -> right.add(column.name()));
    boolean clash = input.schema().names().stream().anyMatch(right::contains);
    boolean simple =
        names.isEmpty()
            || semi.conditions().stream()
                .flatMap(condition -> Exprs.columns(condition).stream())
                .allMatch(c -> right.contains(c) || names.get(c) instanceof Expr.Column);
    if (keys.size() < semi.leftKeys().size() || clash || !simple) {
      return Optional.empty();
    }
    List<Expr> conditions =
        semi.conditions().stream()
            .map(
                condition ->
                    Exprs.replaceColumns(
                        condition,
                        c -> right.contains(c.name()) ? c : names.getOrDefault(c.name(), c)))
            .toList();
    return Optional.of(
        new Join(
            input,
            semi.right(),
            keys,
            semi.rightKeys(),
            List.of(),
            semi.type(),
            conditions,
            semi.conditionColumns(),
            semi.where()));
  }
}
