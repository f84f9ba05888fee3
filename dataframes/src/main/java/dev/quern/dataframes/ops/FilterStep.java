package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.expr.Evaluator.Mask;
import dev.quern.engine.memory.MemoryBudget;

/** A filter at work. */
final class FilterStep implements Step {
  private final RowStep.Filter filter;
  private final Evaluator evaluator;
  private final MemoryBudget budget;

  FilterStep(RowStep.Filter filter, Evaluator evaluator, MemoryBudget budget) {
    this.filter = filter;
    this.evaluator = evaluator;
    this.budget = budget;
  }

  @Override
  public void accept(Batch morsel, Receiver next) {
    Batch kept;
    try (morsel;
        Mask mask = evaluator.where(filter.condition(), morsel)) {
      if (mask.count() == 0) {
        return;
      }
      try (Batch wanted = morsel.select(filter.keep())) {
        kept = Selections.filter(budget, wanted, mask.bits().segment(), mask.count());
      }
    }
    next.accept(kept);
  }
}
