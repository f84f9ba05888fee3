package dev.quern.dataframes.optimize;

import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What follows from a condition that is an OR of ANDs. */
final class Disjunctions {
  private Disjunctions() {}

  /** The conditions that {@code condition} is the disjunction of. */
  static List<Expr> disjuncts(Expr condition) {
    List<Expr> parts = new ArrayList<>();
    collect(condition, parts);
    return parts;
  }

  private static void collect(Expr condition, List<Expr> parts) {
    if (condition instanceof Expr.Or(Expr left, Expr right)) {
      collect(left, parts);
      collect(right, parts);
    } else {
      parts.add(condition);
    }
  }

  /**
   * What an OR says of the columns that {@code wanted} accepts: the OR of what each of its branches
   * says of them; nothing when a branch says nothing.
   */
  static Optional<Expr> implied(Expr condition, Predicate<Expr> wanted) {
    List<Expr> branches = new ArrayList<>();
    List<Expr> parts = disjuncts(condition);
    if (parts.size() < 2) {
      return Optional.empty();
    }
    for (Expr part : parts) {
      Optional<Expr> says = Exprs.conjuncts(part).stream().filter(wanted).reduce(Expr.And::new);
      if (says.isEmpty()) {
        return Optional.empty();
      }
      if (!branches.contains(says.get())) {
        branches.add(says.get());
      }
    }
    return branches.stream().reduce(Expr.Or::new);
  }

  /**
   * {@code (a and b) or (a and c)} as {@code a and (b or c)}; the very same where no part is common
   * to all branches.
   */
  static Expr factored(Expr condition) {
    List<Expr> branches = disjuncts(condition);
    if (branches.size() < 2) {
      return condition;
    }
    List<Expr> common = new ArrayList<>(Exprs.conjuncts(branches.getFirst()));
    branches.forEach(branch -> common.retainAll(Exprs.conjuncts(branch)));
    if (common.isEmpty()) {
      return condition;
    }
    List<Expr> rest = new ArrayList<>();
    for (Expr branch : branches) {
      Optional<Expr> left =
          Exprs.conjuncts(branch).stream()
              .filter(part -> !common.contains(part))
              .reduce(Expr.And::new);
      if (left.isEmpty()) {
        return and(common);
      }
      rest.add(left.get());
    }
    return new Expr.And(and(common), rest.stream().reduce(Expr.Or::new).orElseThrow());
  }

  private static Expr and(List<Expr> parts) {
    return parts.stream().reduce(Expr.And::new).orElseThrow();
  }
}
