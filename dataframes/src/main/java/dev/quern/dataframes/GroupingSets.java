package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.SourceLine;
import dev.quern.engine.agg.AggregateFunction;
import dev.quern.engine.agg.BasicAggregate;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.plan.Rule;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups by few keys, computed from those by all keys: what rollups and cubes want. So the rows are
 * read once, whatever the number of sets.
 *
 * <pre>
 *   by a, b: mean(x) as m         select a, b, s / n as m
 *                                   shared
 *                                     by a, b: sum(x) as s, count(x) as n
 *   by a: mean(x) as m            select a, s / n as m
 *                                   by a: sum(s) as s, sum(n) as n
 *                                     shared
 * </pre>
 */
final class GroupingSets {
  private final FramePlan.Aggregate all;
  private final SourceLine where;
  private final List<NamedAggregate> parts = new ArrayList<>();
  private final Map<NamedAggregate, String> names = new HashMap<>();
  private final FramePlan shared;

  private GroupingSets(FramePlan.Aggregate all) {
    this.all = all;
    this.where = all.where();
    all.aggregates().forEach(this::addParts);
    this.shared =
        new FramePlan.Shared(new FramePlan.Aggregate(all.input(), all.keys(), parts, where), where);
  }

  /**
   * {@code sets}, of which one is by all {@code keys}, with their groups computed from those of
   * that one; themselves when an aggregate cannot be put together from what it is for parts of the
   * rows, or no set has all keys.
   */
  static List<FramePlan> share(List<FramePlan> sets, List<NamedExpr> keys) {
    for (FramePlan set : sets) {
      FramePlan.Aggregate groups = groups(set);
      if (groups.keys().equals(keys)
          && groups.aggregates().stream().allMatch(GroupingSets::hasParts)) {
        GroupingSets shared = new GroupingSets(groups);
        return sets.stream().map(shared::of).toList();
      }
    }
    return sets;
  }

  private static FramePlan.Aggregate groups(FramePlan plan) {
    return plan instanceof FramePlan.Aggregate aggregate
        ? aggregate
        : groups(plan.children().getFirst());
  }

  /* A sum of all may be too large where those of the groups are not, so of int64 there is no mean. */
  private static boolean hasParts(NamedAggregate aggregate) {
    if (!(aggregate.function() instanceof BasicAggregate basic)) {
      return false;
    }
    return switch (basic) {
      case COUNT_ALL, COUNT, SUM, MIN, MAX -> true;
      case MEAN -> {
        DType type = aggregate.inputs().getFirst().type();
        yield type.isFloating()
            || (type.byteWidth() < Long.BYTES && (type.isInteger() || type.isUnsigned()));
      }
      case COUNT_DISTINCT, FIRST, LAST -> false;
    };
  }

  private void addParts(NamedAggregate aggregate) {
    if (aggregate.function() == BasicAggregate.MEAN) {
      add(AggregateFunction.SUM, aggregate.inputs());
      add(AggregateFunction.COUNT, aggregate.inputs());
    } else {
      add(aggregate.function(), aggregate.inputs());
    }
  }

  private void add(AggregateFunction function, List<Expr> inputs) {
    NamedAggregate unnamed = new NamedAggregate("", function, inputs);
    if (!names.containsKey(unnamed)) {
      String name = "#part " + parts.size();
      names.put(unnamed, name);
      parts.add(new NamedAggregate(name, function, inputs));
    }
  }

  private FramePlan of(FramePlan set) {
    return set instanceof FramePlan.Aggregate aggregate
        ? groups(aggregate)
        : Rule.mapChildren(set, this::of);
  }

  private FramePlan groups(FramePlan.Aggregate set) {
    FramePlan groups =
        set.keys().equals(all.keys())
            ? shared
            : new FramePlan.Aggregate(
                shared,
                set.keys().stream().map(key -> NamedExpr.column(key.field())).toList(),
                parts.stream().map(GroupingSets::merged).toList(),
                where);
    List<NamedExpr> outputs = new ArrayList<>();
    set.keys().forEach(key -> outputs.add(NamedExpr.column(key.field())));
    for (NamedAggregate aggregate : set.aggregates()) {
      outputs.add(new NamedExpr(aggregate.name(), value(aggregate)));
    }
    return new FramePlan.Project(groups, outputs, where);
  }

  private static NamedAggregate merged(NamedAggregate part) {
    Expr column = new Expr.Column(part.name(), part.field().type());
    AggregateFunction function =
        part.function() == BasicAggregate.MIN || part.function() == BasicAggregate.MAX
            ? part.function()
            : AggregateFunction.SUM;
    return new NamedAggregate(part.name(), function, List.of(column));
  }

  private Expr value(NamedAggregate aggregate) {
    if (aggregate.function() == BasicAggregate.MEAN) {
      Expr sum = part(AggregateFunction.SUM, aggregate.inputs());
      Expr count = part(AggregateFunction.COUNT, aggregate.inputs());
      return Exprs.divide(sum, count);
    }
    Expr part = part(aggregate.function(), aggregate.inputs());
    // Of no rows at all the sum of counts is null.
    return aggregate.function() == BasicAggregate.COUNT
            || aggregate.function() == BasicAggregate.COUNT_ALL
        ? Exprs.coalesce(part, Exprs.literal(0L))
        : part;
  }

  private Expr part(AggregateFunction function, List<Expr> inputs) {
    NamedAggregate unnamed = new NamedAggregate("", function, inputs);
    String name = names.get(unnamed);
    if (name == null) {
      throw new IllegalStateException("no part " + unnamed);
    }
    return new Expr.Column(name, unnamed.field().type());
  }
}
