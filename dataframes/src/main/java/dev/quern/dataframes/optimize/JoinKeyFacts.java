package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.plan.Rule;
import dev.quern.engine.type.DType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Filters one input of a join by what is known of the keys of the other: where both have to be
 * equal, what is true of one is true of the other.
 *
 * <pre>
 *   inner join on o_orderkey = l_orderkey     inner join on o_orderkey = l_orderkey
 *     filter o_orderkey &lt; 1000                  filter o_orderkey &lt; 1000
 *       scan orders                               scan orders
 *     scan lineitem                             filter l_orderkey &lt; 1000
 *                                                 scan lineitem
 * </pre>
 *
 * <p>So the other scan is pruned too, and fewer rows meet. A left or anti join keeps all of its
 * left rows: there, only the right ones are filtered.
 */
final class JoinKeyFacts implements Rule<FramePlan> {
  @Override
  public FramePlan apply(FramePlan root) {
    return rewrite(root, new Facts());
  }

  private static FramePlan rewrite(FramePlan plan, Facts facts) {
    FramePlan node = Rule.mapChildren(plan, child -> rewrite(child, facts));
    if (!(node instanceof Join join) || join.leftKeys().isEmpty()) {
      return node;
    }
    boolean both = join.type() == JoinKind.INNER || join.type() == JoinKind.SEMI;
    Set<Expr> ofLeft = new LinkedHashSet<>();
    Set<Expr> ofRight = new LinkedHashSet<>();
    for (int i = 0; i < join.leftKeys().size(); i++) {
      String left = join.leftKeys().get(i);
      String right = join.rightKeys().get(i);
      DType type = join.left().schema().field(left).type();
      // Keys that are zero are equal whatever their sign, and NaN equals itself.
      if (!type.isFloating() && type.equals(join.right().schema().field(right).type())) {
        Facts.rename(facts.of(join.left()), left, right, ofRight);
        if (both) {
          Facts.rename(facts.of(join.right()), right, left, ofLeft);
        }
      }
    }
    List<Expr> left = facts.news(ofLeft, join.left());
    List<Expr> right = facts.news(ofRight, join.right());
    return left.isEmpty() && right.isEmpty()
        ? join
        : join.withChildren(
            List.of(
                FilterPush.filtered(join.left(), left, join.where()),
                FilterPush.filtered(join.right(), right, join.where())));
  }
}
