package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a pipeline at work in one task, one behind the other. */
final class StepChain implements AutoCloseable {
  private final List<Step> steps;

  private StepChain(List<Step> steps) {
    this.steps = steps;
  }

  static StepChain of(
      List<RowStep> steps, Evaluator evaluator, TaskContext context, List<Chunk> inputs) {
    MemoryBudget budget = context.memory();
    List<Step> working = new ArrayList<>();
    for (RowStep step : steps) {
      working.add(
          switch (step) {
            case RowStep.Filter filter -> new FilterStep(filter, evaluator, context);
            case RowStep.Sample sample -> new SampleStep(sample, budget);
            case RowStep.RowIndex index -> new RowIndexStep(index, inputs, budget);
            case RowStep.Zip zip -> new ZipStep(zip, inputs, budget);
            case RowStep.MapBatches map -> new MapStep(map, budget);
            case RowStep.Explode explode -> new ExplodeStep(explode, budget);
            case RowStep.Project project -> new ProjectStep(project.columns(), evaluator);
            case RowStep.Probe probe ->
                new ProbeStep(probe, (JoinTableChunk) inputs.get(probe.input()), context);
          });
    }
    return new StepChain(working);
  }

  /** The first step; null when there is none. */
  @Nullable Step first() {
    return steps.isEmpty() ? null : steps.getFirst();
  }

  /** What takes a morsel through all steps and what comes of it into {@code end}. */
  Step.Receiver into(Step.Receiver end) {
    Step.Receiver next = end;
    for (Step step : steps.reversed()) {
      Step.Receiver after = next;
      next = morsel -> step.accept(morsel, after);
    }
    return next;
  }

  @Override
  public void close() {
    steps.forEach(Step::close);
  }
}
