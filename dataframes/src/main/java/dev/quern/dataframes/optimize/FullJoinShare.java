package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.Union;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.plan.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the sides of a full join once. It is the left join and the right rows without a partner, so
 * that each side is probed with in one and kept for the table of the other anyway:
 *
 * <pre>
 *   union                      union
 *     left join                  left join
 *       A                          shared A
 *       B               ->         shared B
 *     anti join                  anti join
 *       select of B                select of shared B
 *       A                          shared A
 * </pre>
 */
final class FullJoinShare implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof Union union)) {
      return node;
    }
    List<FramePlan> inputs = new ArrayList<>(union.inputs());
    boolean changed = false;
    for (int i = 0; i + 1 < inputs.size(); i++) {
      Optional<Join> all = join(inputs.get(i), JoinKind.LEFT);
      Optional<Join> alone = join(inputs.get(i + 1), JoinKind.ANTI);
      if (all.isPresent() && alone.isPresent() && isOfSameSides(all.get(), alone.get())) {
        Map<FramePlan, FramePlan> shared =
            Map.of(
                all.get().left(), shared(all.get().left()),
                projected(all.get().right()), shared(projected(all.get().right())));
        inputs.set(i, StageCuts.replaced(inputs.get(i), shared));
        inputs.set(i + 1, StageCuts.replaced(inputs.get(i + 1), shared));
        changed = true;
      }
    }
    return changed ? new Union(inputs, union.where()) : node;
  }

  private static boolean isOfSameSides(Join all, Join alone) {
    FramePlan left = all.left();
    FramePlan right = projected(all.right());
    return left.equals(alone.right())
        && right.equals(projected(alone.left()))
        && !left.equals(right)
        && !(left instanceof FramePlan.Shared)
        && !(right instanceof FramePlan.Shared);
  }

  private static FramePlan shared(FramePlan side) {
    return new FramePlan.Shared(side, side.where());
  }

  /** The join that {@code plan} is, below projections. */
  private static Optional<Join> join(FramePlan plan, JoinKind kind) {
    return projected(plan) instanceof Join join && join.type() == kind
        ? Optional.of(join)
        : Optional.empty();
  }

  /** What {@code plan} projects. */
  private static FramePlan projected(FramePlan plan) {
    return plan instanceof FramePlan.Project project ? projected(project.input()) : plan;
  }
}
