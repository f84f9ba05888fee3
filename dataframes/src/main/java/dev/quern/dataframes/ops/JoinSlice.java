package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.join.PartSlices;
import dev.quern.engine.join.ScatteredTable;
import java.util.List;

/**
 * Joins a slice of a part that is too large for one task, if there is such a slice. Reads what
 * {@link JoinPart} reads.
 *
 * @param join how parts are joined, whichever
 * @param number which of the slices
 */
public record JoinSlice(JoinPart join, int number) implements Contingent, DataBound {

  @Override
  public int decidedBy(int inputs) {
    return inputs - 1;
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    if (inputs.getFirst() instanceof ScatteredTable) {
      List<PartSlices.Slice> slices = SliceParts.of(inputs.getLast()).more();
      if (number < slices.size()) {
        return join.join(context, inputs, slices.get(number));
      }
    }
    return BatchList.of(join.probe().output(), List.of());
  }
}
