package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.RowIndex;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.join.RowNumbers;
import dev.quern.engine.memory.MemoryBudget;
import java.util.List;

/** Counts the rows of a partition on from those of the partitions before it. */
final class RowIndexStep implements Step {
  private final String name;
  private final MemoryBudget budget;
  private long next;

  RowIndexStep(RowStep.RowIndex index, List<Chunk> inputs, MemoryBudget budget) {
    this.name = index.name();
    this.budget = budget;
    this.next =
        index.input() < 0
            ? index.first()
            : ((long[]) ((Value<?>) inputs.get(index.input())).value())[index.part()];
  }

  @Override
  public void accept(Batch morsel, Receiver receiver) {
    Batch indexed;
    try (morsel) {
      indexed = RowNumbers.number(budget, RowIndex.indexed(morsel.schema(), name), morsel, next);
      next += morsel.rows();
    }
    receiver.accept(indexed);
  }
}
