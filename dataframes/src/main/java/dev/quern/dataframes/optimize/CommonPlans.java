package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.engine.plan.Rule;
import java.util.HashMap;
import java.util.Map;

/**
 * Computes joins once that stand several times in a plan, as those of a query and of the subquery
 * that it compares itself with. (Aggregates and sorts that are equal are one task each anyway.)
 */
final class CommonPlans implements Rule<FramePlan> {
  @Override
  public FramePlan apply(FramePlan root) {
    Map<FramePlan, Integer> joins = new HashMap<>();
    count(root, joins);
    joins.values().removeIf(times -> times < 2);
    return joins.isEmpty() ? root : share(root, joins);
  }

  private static void count(FramePlan node, Map<FramePlan, Integer> joins) {
    // What is below a node that is shared already is there once.
    if (node instanceof Join join && joins.merge(join, 1, Integer::sum) > 1) {
      return;
    }
    if (!(node instanceof FramePlan.Shared)) {
      node.children().forEach(child -> count(child, joins));
    }
  }

  private static FramePlan share(FramePlan node, Map<FramePlan, Integer> joins) {
    if (node instanceof FramePlan.Shared) {
      return node;
    }
    FramePlan inner = Rule.mapChildren(node, child -> share(child, joins));
    return joins.containsKey(node) ? new FramePlan.Shared(inner, node.where()) : inner;
  }
}
