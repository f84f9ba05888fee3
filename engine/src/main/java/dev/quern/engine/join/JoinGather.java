package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** Batches out of matches: only the wanted columns are gathered, strings are not copied. */
public final class JoinGather {
  private JoinGather() {}

  /**
   * The current chunk of {@code matches} as a batch, owned by the caller.
   *
   * @param schema the result's columns: the chosen ones of the probe side, then those of the build
   *     side
   * @param probe the batch that {@code matches} was started with
   * @param probeColumns positions in the probe batch
   * @param buildColumns positions in the table's rows; none for semi and anti joins
   */
  public static Batch join(
      MemoryBudget budget,
      Schema schema,
      JoinMatches matches,
      Batch probe,
      List<Integer> probeColumns,
      Batch build,
      List<Integer> buildColumns) {
    List<ColumnVector> columns = new ArrayList<>(schema.size());
    try {
      for (int position : probeColumns) {
        ColumnVector column = probe.column(position);
        columns.add(
            matches.isWholeBatch()
                ? column.retain()
                : Take.gather(budget, column, matches.probeRows(), matches.count()));
      }
      for (int position : buildColumns) {
        ColumnVector column = build.column(position);
        columns.add(
            matches.kind() == JoinKind.LEFT
                ? Take.gatherOrNull(budget, column, matches.buildRows(), matches.count())
                : Take.gather(budget, column, matches.buildRows(), matches.count()));
      }
      return Batch.of(schema, matches.count(), columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }
}
