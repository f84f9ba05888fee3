package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pair of rows must meet beside the equality of its keys. A pair for which it is null is
 * none.
 *
 * @param condition a truth value over the columns of {@code schema}
 * @param schema what the condition reads: first columns of the probe side, then of the build side
 * @param probeColumns positions of the first ones in the probe batches
 * @param buildColumns positions of the others in the table's rows
 */
public record JoinCondition(
    Expr condition, Schema schema, List<Integer> probeColumns, List<Integer> buildColumns)
    implements Serializable {

  /** Copies the lists. */
  public JoinCondition {
    probeColumns = List.copyOf(probeColumns);
    buildColumns = List.copyOf(buildColumns);
  }

  /** Which of {@code count} pairs meet the condition; owned by the caller. */
  Evaluator.Mask test(
      Evaluator evaluator,
      MemoryBudget budget,
      Batch probe,
      MemorySegment probeRows,
      Batch build,
      MemorySegment buildRows,
      int count) {
    List<ColumnVector> columns = new ArrayList<>(schema.size());
    Batch pairs;
    try {
      for (int position : probeColumns) {
        columns.add(Take.gather(budget, probe.column(position), probeRows, count));
      }
      for (int position : buildColumns) {
        columns.add(Take.gather(budget, build.column(position), buildRows, count));
      }
      pairs = Batch.of(schema, count, columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
    try (pairs) {
      return evaluator.where(condition, pairs);
    }
  }
}
