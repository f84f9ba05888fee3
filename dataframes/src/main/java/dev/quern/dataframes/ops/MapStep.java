package dev.quern.dataframes.ops;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.QuernException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.memory.MemoryBudget;

/** A user's function of batches at work. */
final class MapStep implements Step {
  private final RowStep.MapBatches map;
  private final MemoryBudget budget;

  MapStep(RowStep.MapBatches map, MemoryBudget budget) {
    this.map = map;
    this.budget = budget;
  }

  @Override
  public void accept(Batch morsel, Receiver next) {
    Batch result;
    try (morsel;
        Batch input = morsel.select(map.read())) {
      result = apply(input);
    }
    if (!result.schema().equals(map.output())) {
      try (result) {
        throw new PlanException(
            "a function that was given to mapBatches made %s, and said it makes %s"
                .formatted(result.schema(), map.output()));
      }
    }
    if (result.rows() == 0) {
      result.close();
    } else {
      next.accept(result);
    }
  }

  private Batch apply(Batch input) {
    try {
      return map.function().apply(input, budget);
    } catch (QuernException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ComputeException("a function that was given to mapBatches failed: " + e, e);
    }
  }
}
