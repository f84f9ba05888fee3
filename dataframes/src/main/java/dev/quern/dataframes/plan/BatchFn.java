package dev.quern.dataframes.plan;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.memory.MemoryBudget;
import java.io.Serializable;

/**
 * A user's function of a run of rows in Arrow layout. How the rows of a frame are cut into batches
 * is not promised, so what it makes of a row should not depend on its neighbours. May be called by
 * several threads at a time.
 */
@FunctionalInterface
public interface BatchFn extends Serializable {
  /**
   * The rows that come out, however many: of the schema that was announced, and the caller's to
   * close.
   *
   * @param batch stays open during the call and is not to be closed; handles on its columns ({@code
   *     retain}) may go into the result
   * @param budget what new columns are allocated from, as by a {@code ColumnBuilder}
   */
  Batch apply(Batch batch, MemoryBudget budget);
}
