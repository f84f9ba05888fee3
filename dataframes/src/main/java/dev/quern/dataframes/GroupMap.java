package dev.quern.dataframes;

import dev.quern.dataframes.plan.BatchFn;
import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.QuernException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * A user's function of the rows of a group, called for each list of structs in a batch: the rows of
 * groups as {@code collectList} gathers them.
 *
 * @param rows the columns of a group's rows: the fields of the structs
 * @param made the columns that the function makes
 */
record GroupMap(Schema rows, Schema made, BatchFn function) implements BatchFn {
  /** The column of lists. */
  static final String ROWS = "#rows";

  @Override
  public Batch apply(Batch batch, MemoryBudget budget) {
    List<Batch> results = new ArrayList<>();
    ColumnVector lists = batch.column(ROWS);
    try {
      for (int group = 0; group < batch.rows(); group++) {
        int from = Spans.offset(lists.values(), group);
        try (Batch one =
            group(budget, lists.elements(), from, Spans.length(lists.values(), group))) {
          results.add(checked(call(one, budget)));
        }
      }
      return Batches.concat(budget, made, results);
    } finally {
      results.forEach(Batch::close);
    }
  }

  private Batch group(MemoryBudget budget, ColumnVector structs, int from, int count) {
    List<ColumnVector> columns = new ArrayList<>();
    try {
      for (ColumnVector field : structs.fields()) {
        columns.add(
            Batches.ranges(
                budget, field.type(), List.of(field), new int[] {from}, new int[] {count}));
      }
      return Batch.of(rows, count, columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  private Batch call(Batch group, MemoryBudget budget) {
    try {
      return function.apply(group, budget);
    } catch (QuernException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ComputeException("a function that was given to mapGroups failed: " + e, e);
    }
  }

  private Batch checked(Batch result) {
    if (result.schema().equals(made)) {
      return result;
    }
    try (result) {
      throw new PlanException(
          "a function that was given to mapGroups made %s, and said it makes %s"
              .formatted(result.schema(), made));
    }
  }
}
