package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.ChoosesSections;
import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.join.KeyScatter;
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
public record JoinSlice(JoinPart join, int number)
    implements Contingent, ChoosesSections, DataBound {
  private static final Stretch NONE = new Stretch(0, 0);

  @Override
  public int decidedBy(int inputs) {
    return inputs - 1;
  }

  @Override
  public int section(int input, int inputs) {
    return input == inputs - 1 ? WHOLE : CHOSEN;
  }

  @Override
  public int sections() {
    return KeyScatter.PARTS;
  }

  @Override
  public int chosenBy(int inputs) {
    return inputs - 1;
  }

  @Override
  public Stretch chosen(int input, List<Chunk> inputs) {
    List<PartSlices.Slice> slices = SliceParts.of(inputs.getLast()).more();
    if (number >= slices.size()) {
      return NONE;
    }
    PartSlices.Slice slice = slices.get(number);
    int section = slice.part();
    if (input == 0) {
      section = KeyScatter.ofBuildRows(slice.part(), join.rightKeys());
    } else if (input - 1 < slice.from() || input - 1 >= slice.to()) {
      return NONE;
    }
    return new Stretch(section, section + 1);
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
