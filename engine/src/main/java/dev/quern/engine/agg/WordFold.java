package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;

/** What is computed of the words of each group. */
interface WordFold extends WordReceiver {

  /** The results, a row a group. */
  ColumnVector finish(MemoryBudget target, int groups);

  /** Bytes of native memory held. */
  long byteSize();
}
