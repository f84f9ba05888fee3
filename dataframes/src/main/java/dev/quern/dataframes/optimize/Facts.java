package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.Union;
import dev.quern.engine.expr.Call;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.StringMatch;
import dev.quern.engine.function.number.Membership;
import dev.quern.engine.join.JoinKind;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known to be true in every row of a plan: comparisons of one column with constants, as
 * filters within the plan say them, in the names the columns have in the end.
 */
final class Facts {
  private final IdentityHashMap<FramePlan, Set<Expr>> known = new IdentityHashMap<>();

  /** What is known of the rows of {@code plan}. */
  Set<Expr> of(FramePlan plan) {
    Set<Expr> facts = known.get(plan);
    if (facts == null) {
      facts = find(plan);
      known.put(plan, facts);
    }
    return facts;
  }

  private Set<Expr> find(FramePlan plan) {
    return switch (plan) {
      case FramePlan.Filter filter -> {
        Set<Expr> facts = new LinkedHashSet<>(of(filter.input()));
        Exprs.conjuncts(filter.condition()).stream().filter(Facts::isSimple).forEach(facts::add);
        yield facts;
      }
      case FramePlan.Project project -> renamed(of(project.input()), project.columns());
      case FramePlan.Aggregate aggregate -> renamed(of(aggregate.input()), aggregate.keys());
      case Join join -> {
        Set<Expr> facts = new LinkedHashSet<>(of(join.left()));
        if (join.type() == JoinKind.INNER) {
          for (FramePlan.RightColumn column : join.rightColumns()) {
            rename(of(join.right()), column.column(), column.name(), facts);
          }
        }
        yield facts;
      }
      case Union union -> {
        Set<Expr> facts = new LinkedHashSet<>(of(union.inputs().getFirst()));
        union.inputs().forEach(input -> facts.retainAll(of(input)));
        yield facts;
      }
      case FramePlan.Sort sort -> of(sort.input());
      case FramePlan.Limit limit -> of(limit.input());
      case FramePlan.Window window -> of(window.input());
      case FramePlan.Shared shared -> of(shared.input());
      default -> Set.of();
    };
  }

  private static Set<Expr> renamed(Set<Expr> facts, List<NamedExpr> columns) {
    Set<Expr> renamed = new LinkedHashSet<>();
    for (NamedExpr column : columns) {
      if (column.expr() instanceof Expr.Column source) {
        rename(facts, source.name(), column.name(), renamed);
      }
    }
    return renamed;
  }

  /** Adds what {@code facts} say of the column {@code from}, said of {@code to}. */
  static void rename(Set<Expr> facts, String from, String to, Set<Expr> renamed) {
    for (Expr fact : facts) {
      if (Exprs.columns(fact).contains(from)) {
        renamed.add(Exprs.replaceColumns(fact, c -> new Expr.Column(to, c.type())));
      }
    }
  }

  /* It reads one column, costs little, and is no error for any value. */
  private static boolean isSimple(Expr condition) {
    return Exprs.columns(condition).size() == 1 && isComparison(condition);
  }

  private static boolean isComparison(Expr condition) {
    return switch (condition) {
      case Expr.Compare(var _, Expr.Column _, Expr.Literal _) -> true;
      case Expr.Compare(var _, Expr.Literal _, Expr.Column _) -> true;
      case StringMatch(var _, Expr.Column _, var _) -> true;
      case Call(Membership _, List<Expr> operands, var _) ->
          operands.getFirst() instanceof Expr.Column;
      case Expr.And(Expr left, Expr right) -> isComparison(left) && isComparison(right);
      case Expr.Or(Expr left, Expr right) -> isComparison(left) && isComparison(right);
      default -> false;
    };
  }

  /** Those of {@code wanted} that are not known of {@code plan} yet. */
  List<Expr> news(Set<Expr> wanted, FramePlan plan) {
    List<Expr> news = new ArrayList<>(wanted);
    news.removeAll(of(plan));
    return news;
  }
}
