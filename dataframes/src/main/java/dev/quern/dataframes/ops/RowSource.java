package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import java.util.List;

/** Where a pipeline's rows come from. */
public sealed interface RowSource {

  /** Rows of a morsel: small enough for the cache, a multiple of 64. */
  int MORSEL_ROWS = 16 << 10;

  /** Opens the rows for one run of the pipeline, whose other inputs are {@code inputs}. */
  BatchReader open(MemoryBudget budget, List<Chunk> inputs);

  /** A piece of a file. */
  record OfSplit(Split split) implements RowSource {
    @Override
    public BatchReader open(MemoryBudget budget, List<Chunk> inputs) {
      return split.open(budget, MORSEL_ROWS);
    }
  }

  /** The result of another task. */
  record OfInput(int input) implements RowSource {
    @Override
    public BatchReader open(MemoryBudget budget, List<Chunk> inputs) {
      return Morsels.of(inputs.get(input));
    }
  }
}
