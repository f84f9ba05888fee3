package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.sort.SortedRuns;
import dev.quern.engine.sort.Splitters;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * Chooses where sorted runs are cut into parts, which are then merged each by a task of its own.
 *
 * @param schema of the runs
 * @param parts how many there may be at most; fewer when there is little to sort
 * @param together how many of the first columns rows must differ in to be in different parts
 */
public record ChooseSplitters(Schema schema, List<SortOrder> order, int parts, int together)
    implements ReadsSections, DataBound {

  /** Copies the list. */
  public ChooseSplitters {
    order = List.copyOf(order);
  }

  /* The first rows of batches are in the outline. */
  @Override
  public int section(int input, int inputs) {
    return Sectioned.NONE;
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    List<SortedRuns> runs = inputs.stream().map(SortedRuns.class::cast).toList();
    return new Value<>(
        Splitters.choose(
            context.memory(), schema, SortKeys.of(schema, order), runs, parts, together));
  }
}
