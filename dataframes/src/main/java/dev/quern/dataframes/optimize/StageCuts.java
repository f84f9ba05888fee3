package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.DeepPlans;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.Sample;
import dev.quern.dataframes.plan.Slice;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.plan.Rule;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where an optimised plan is cut into stages: which of its parts are computed before the rest is
 * planned again with the number of their rows.
 *
 * <p>Those are parts whose size is a guess, on which the order or the kind of joins depends, and
 * whose rows are kept anyway before anything reads them: so that nothing is lost where the guess
 * was right.
 *
 * <ul>
 *   <li>what a join makes its table of;
 *   <li>groups, sorted rows and what several readers share, on the other side of a join;
 *   <li>the left side of a left, semi or anti join whose right side could be asked for few keys, if
 *       it cannot be larger than that.
 * </ul>
 *
 * <p>Of parts within each other the inner one comes first. A part that reads what the rest of the
 * plan reads too would compute that twice: then that is the part.
 */
public final class StageCuts {
  private final Estimates estimates = new Estimates();
  private final double fewest;
  private final Map<FramePlan, Integer> kept = new HashMap<>();

  private StageCuts(double fewest) {
    this.fewest = fewest;
  }

  /**
   * What is computed first; nothing when all is known that matters.
   *
   * @param fewest the rows that a part must possibly have to be worth it
   */
  public static Set<FramePlan> of(FramePlan best, double fewest) {
    return DeepPlans.call(best, () -> cuts(best, fewest));
  }

  private static Set<FramePlan> cuts(FramePlan best, double fewest) {
    StageCuts cuts = new StageCuts(fewest);
    Set<FramePlan> parts = cuts.within(best, false);
    if (parts.isEmpty()) {
      return parts;
    }
    count(best, cuts.kept);
    Set<FramePlan> whole = new LinkedHashSet<>();
    parts.forEach(part -> whole.add(cuts.whole(part)));
    return whole;
  }

  /** {@code plan} with other nodes in the place of some. */
  public static FramePlan replaced(FramePlan plan, Map<FramePlan, FramePlan> others) {
    FramePlan other = others.get(plan);
    return other != null ? other : Rule.mapChildren(plan, child -> replaced(child, others));
  }

  /**
   * The innermost parts of {@code plan}.
   *
   * @param ordered whether {@code plan} is joined with something in an order that may change
   */
  private Set<FramePlan> within(FramePlan plan, boolean ordered) {
    Set<FramePlan> parts = new LinkedHashSet<>();
    if (!(plan instanceof Join join) || join.isMerge()) {
      plan.children().forEach(child -> parts.addAll(within(child, ordered)));
      return parts;
    }
    boolean inner = join.type() == JoinKind.INNER && !join.leftKeys().isEmpty();
    boolean matters = ordered || inner;
    Set<FramePlan> left = within(join.left(), matters);
    Set<FramePlan> right = within(join.right(), matters);
    parts.addAll(left);
    parts.addAll(right);
    if (right.isEmpty() && matters && isGuess(join.right())) {
      parts.add(join.right());
    }
    boolean isKeptLeft = matters && isKeptAnyway(join.left());
    if (left.isEmpty() && isGuess(join.left()) && (isKeptLeft || couldReduce(join))) {
      parts.add(join.left());
    }
    return parts;
  }

  private boolean isGuess(FramePlan plan) {
    return estimates.isGuess(plan, fewest);
  }

  private static boolean isKeptAnyway(FramePlan plan) {
    return switch (plan) {
      case FramePlan.Filter filter -> isKeptAnyway(filter.input());
      case FramePlan.Project project -> isKeptAnyway(project.input());
      default -> isKept(plan);
    };
  }

  private boolean couldReduce(Join join) {
    return join.type() != JoinKind.INNER
        && !join.leftKeys().isEmpty()
        && estimates.rows(join.right()) >= fewest
        && estimates.most(join.left()) <= estimates.rows(join.right())
        && !AggregateReduce.hasSemiJoin(join.right());
  }

  /** Whether equal nodes of this kind are computed once for all who read them. */
  private static boolean isKept(FramePlan plan) {
    return switch (plan) {
      case FramePlan.Aggregate _,
          FramePlan.Sort _,
          FramePlan.Window _,
          FramePlan.Shared _,
          FramePlan.Limit _,
          Slice _,
          Sample _ ->
          true;
      default -> false;
    };
  }

  private static void count(FramePlan plan, Map<FramePlan, Integer> kept) {
    if (isKept(plan)) {
      kept.merge(plan, 1, Integer::sum);
    }
    plan.children().forEach(child -> count(child, kept));
  }

  /** {@code part}, or what of it is read elsewhere too. */
  private FramePlan whole(FramePlan part) {
    Map<FramePlan, Integer> within = new HashMap<>();
    count(part, within);
    return part.children().stream()
        .flatMap(child -> readElsewhere(child, within).stream())
        .findFirst()
        .map(this::whole)
        .orElse(part);
  }

  private Optional<FramePlan> readElsewhere(FramePlan plan, Map<FramePlan, Integer> within) {
    if (isKept(plan) && within.getOrDefault(plan, 0) < kept.getOrDefault(plan, 0)) {
      return Optional.of(plan);
    }
    return plan.children().stream()
        .flatMap(child -> readElsewhere(child, within).stream())
        .findFirst();
  }
}
