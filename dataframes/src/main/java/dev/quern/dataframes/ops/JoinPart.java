package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.join.JoinedPart;
import dev.quern.engine.join.KeyScatter;
import dev.quern.engine.join.PartJoin;
import dev.quern.engine.join.PartSlices;
import dev.quern.engine.join.RowNumbers;
import dev.quern.engine.join.ScatteredTable;
import dev.quern.engine.spill.SpooledSections;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * Joins one part of both sides, or the first slice of it, if the build side is scattered: its first
 * input. The others are the scattered rows of the probing tasks, and at last what {@link
 * SliceParts} says.
 *
 * @param probe how the sides are joined
 * @param left the columns of the probe side
 * @param right the columns of the build side
 * @param rightKeys the columns to look up by
 * @param ranges what rows of one key are compared by; none for none
 */
public record JoinPart(
    RowStep.Probe probe,
    Schema left,
    Schema right,
    List<String> rightKeys,
    List<Expr> ranges,
    int part)
    implements Contingent, ReadsSections, DataBound {

  /** Copies the lists. */
  public JoinPart {
    rightKeys = List.copyOf(rightKeys);
    ranges = List.copyOf(ranges);
  }

  @Override
  public int decidedBy(int inputs) {
    return 0;
  }

  @Override
  public int section(int input, int inputs) {
    if (input == inputs - 1) {
      return WHOLE;
    }
    return input == 0 ? KeyScatter.ofBuildRows(part, rightKeys) : part;
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    return inputs.getFirst() instanceof ScatteredTable
        ? join(context, inputs, SliceParts.of(inputs.getLast()).first().get(part))
        : BatchList.of(probe.output(), List.of());
  }

  /** What a slice of a part gives. */
  JoinedPart join(TaskContext context, List<Chunk> inputs, PartSlices.Slice slice) {
    ScatteredTable build = (ScatteredTable) inputs.getFirst();
    List<SpooledSections> probes =
        inputs.subList(1, inputs.size() - 1).stream().map(SpooledSections.class::cast).toList();
    return PartJoin.join(context, sides(), build.rows(), probes, slice);
  }

  private PartJoin.Sides sides() {
    Schema numbered = RowNumbers.before(left);
    return new PartJoin.Sides(
        probe.kind(),
        right,
        positions(right, rightKeys, 0),
        ranges,
        positions(right, probe.rightColumns(), 0),
        numbered,
        positions(left, probe.keys(), 1),
        positions(left, probe.leftColumns(), 1),
        probe.output(),
        probe.condition(left, right, 1));
  }

  private static List<Integer> positions(Schema schema, List<String> names, int behind) {
    return names.stream().map(name -> behind + schema.position(name)).toList();
  }
}
