package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.plan.Explain;
import dev.quern.engine.plan.Optimizer;
import dev.quern.engine.plan.Optimizer.Stage;
import dev.quern.engine.plan.Rule;
import java.util.List;

/** The rules for frame plans, in the order they run. */
public final class FrameOptimizer {
  private static final List<Rule<FramePlan>> PUSH_DOWN =
      List.of(
          new ExpressionSimplify(),
          new OrFactor(),
          new FilterMerge(),
          new FilterProjectTranspose(),
          new LeftJoinReduce(),
          new FilterJoinPush(),
          new JoinConditionPush(),
          new FilterAggregateTranspose(),
          new FilterSortTranspose(),
          new FilterUnionTranspose(),
          new FilterWindowTranspose(),
          new FilterExplodeTranspose(),
          new WindowRanks(),
          new LimitSortMerge(),
          new LimitProjectTranspose(),
          new LimitRowIndexTranspose(),
          new ProjectMerge(),
          new AggregateProjectMerge(),
          new EmptyPrune());

  private static final List<Rule<FramePlan>> SORTS =
      List.of(
          new SortPrune(),
          new SortReduce(),
          new SortMerge(),
          new LimitSortMerge(),
          new LimitProjectTranspose());

  private static final Optimizer<FramePlan> STANDARD = optimizer(false);
  private static final Optimizer<FramePlan> AGAIN = optimizer(true);

  private FrameOptimizer() {}

  /** The optimizer that {@code collect} uses. */
  public static Optimizer<FramePlan> standard() {
    return STANDARD;
  }

  /** The same for a plan of its own, of which more is known by now. */
  public static Optimizer<FramePlan> again() {
    return AGAIN;
  }

  private static Optimizer<FramePlan> optimizer(boolean again) {
    List<Rule<FramePlan>> order =
        List.of(new SemiJoinPush(), new JoinReorder(again), new SemiJoinReduce(again));
    // Sorts may have been left out because a left join keeps the order of its rows.
    List<Rule<FramePlan>> pushDown =
        PUSH_DOWN.stream().filter(rule -> !again || !(rule instanceof LeftJoinReduce)).toList();
    return new Optimizer<>(
        List.of(
            new Stage<>("push down", pushDown),
            new Stage<>("filter by keys", List.of(new JoinKeyFacts()), 1),
            new Stage<>("push down further", pushDown),
            new Stage<>("filter by keys again", List.of(new JoinKeyFacts()), 1),
            new Stage<>("order joins", order, 1),
            new Stage<>("push down again", pushDown),
            new Stage<>("ask metadata", List.of(new MetadataAggregate()), 1),
            new Stage<>("find ranges", List.of(new JoinRanges()), 1),
            new Stage<>("sort", SORTS),
            new Stage<>("share", List.of(new FullJoinShare(), new CommonPlans()), 1),
            new Stage<>("narrow", List.of(new ColumnPrune(), new ProjectMerge())),
            new Stage<>("read fields", List.of(new StructFieldPush()), 1),
            new Stage<>("prune scans", List.of(new ScanPrune(), new LimitScanPush()))),
        FrameOptimizer::verify);
  }

  private static void verify(FramePlan before, FramePlan after) {
    if (!after.schema().equals(before.schema())) {
      throw new IllegalStateException(
          "a rule changed the schema %s to %s:%n%s"
              .formatted(before.schema(), after.schema(), Explain.text(after)));
    }
  }
}
