package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.Decision;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.join.PartSlices;
import dev.quern.engine.join.ScatteredTable;
import dev.quern.engine.spill.SpooledSections;
import java.util.List;

/**
 * Decides which parts of a join are so large that several tasks share their probe rows. Reads what
 * {@link JoinPart} reads, and gives a {@code Value<PartSlices>}.
 *
 * <p>It looks at numbers of rows alone, which outlines have.
 *
 * @param keys whether there are keys
 * @param most how many slices there may be beside one for each part
 */
public record SliceParts(boolean keys, int most)
    implements Contingent, Decision, ReadsSections, DataBound {

  @Override
  public int decidedBy(int inputs) {
    return 0;
  }

  @Override
  public int section(int input, int inputs) {
    return Sectioned.NONE;
  }

  @Override
  public boolean calls(Chunk result) {
    return !of(result).more().isEmpty();
  }

  @Override
  public Operator decided(boolean calls) {
    return calls ? this : new SliceParts(keys, 0);
  }

  /** What {@code result}, which this gave, says. */
  static PartSlices of(Chunk result) {
    return (PartSlices) ((Value<?>) result).value();
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    if (!(inputs.getFirst() instanceof ScatteredTable build)) {
      return new Value<>(PartSlices.whole(0));
    }
    List<SpooledSections> probes =
        inputs.stream().skip(1).map(SpooledSections.class::cast).toList();
    return new Value<>(PartSlices.of(build.rows(), probes, keys, most));
  }
}
