package dev.quern.dataframes.optimize;

import dev.quern.dataframes.optimize.Estimates.Estimate;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.plan.Rule;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Makes the table of a semi, anti or left join of those right rows only that a small left side can
 * ask for: the right side is semi joined with the left keys first, so that its rows stream past a
 * small table instead of being made a large one. The left side is computed once, and read twice.
 *
 * <pre>
 *   semi join on o_orderkey = l_orderkey        semi join on o_orderkey = l_orderkey
 *     57,000 orders                               shared
 *     4,000,000 lineitems                           57,000 orders
 *                                                 semi join on l_orderkey = o_orderkey
 *                                                   4,000,000 lineitems
 *                                                   select o_orderkey
 *                                                     shared
 *                                                       57,000 orders
 * </pre>
 */
final class SemiJoinReduce implements Rule<FramePlan> {
  /* Rows that are made a table in a few milliseconds. */
  private static final double SMALL = 20_000;
  private static final double MUCH_SMALLER = 0.25;

  /* Each shared node inside of another doubles the plan as it is written. */
  private static final int DEEPEST = 3;

  private final boolean again;

  /**
   * The rule.
   *
   * @param again whether it has rewritten the plan before: right sides with a semi join stay as
   *     they are
   */
  SemiJoinReduce(boolean again) {
    this.again = again;
  }

  @Override
  public FramePlan apply(FramePlan root) {
    return apply(root, new Estimates());
  }

  private FramePlan apply(FramePlan node, Estimates estimates) {
    FramePlan inner = Rule.mapChildren(node, child -> apply(child, estimates));
    return inner instanceof Join join && isWorthIt(join, estimates) ? reduced(join) : inner;
  }

  private boolean isWorthIt(Join join, Estimates estimates) {
    if (join.type() == JoinKind.INNER || join.leftKeys().isEmpty() || depth(join) > DEEPEST) {
      return false;
    }
    if (again && AggregateReduce.hasSemiJoin(join.right())) {
      return false;
    }
    Estimate left = estimates.of(join.left());
    Estimate right = estimates.of(join.right());
    return right.rows() > SMALL
        && left.rows() < MUCH_SMALLER * right.rows()
        && left.distinct(join.leftKeys()) < MUCH_SMALLER * right.distinct(join.rightKeys());
  }

  private static int depth(FramePlan node) {
    int below = node.children().stream().mapToInt(SemiJoinReduce::depth).max().orElse(0);
    return node instanceof FramePlan.Shared ? below + 1 : below;
  }

  private static FramePlan reduced(Join join) {
    boolean isThere =
        join.left() instanceof FramePlan.Scan scan && scan.source() instanceof ObservedSource;
    FramePlan left = isThere ? join.left() : new FramePlan.Shared(join.left(), join.where());
    List<NamedExpr> keys =
        left.schema().select(List.copyOf(new LinkedHashSet<>(join.leftKeys()))).fields().stream()
            .map(NamedExpr::column)
            .toList();
    FramePlan asked =
        new Join(
            join.right(),
            new FramePlan.Project(left, keys, join.where()),
            join.rightKeys(),
            join.leftKeys(),
            List.of(),
            JoinKind.SEMI,
            join.where());
    return join.withChildren(List.of(left, asked));
  }
}
