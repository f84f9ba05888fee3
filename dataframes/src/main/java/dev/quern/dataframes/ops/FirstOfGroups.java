package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.Ranks;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.sort.GroupTopK;
import dev.quern.engine.spill.SpooledSections;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * The first rows of each group, of one part of rows that are scattered by their groups; some rows
 * more where memory is short.
 *
 * @param schema of the rows
 * @param group the columns by which rows are grouped
 * @param order of the rows of a group
 */
public record FirstOfGroups(
    Schema schema, List<String> group, List<SortOrder> order, Ranks ranks, int part)
    implements ReadsSections, DataBound {

  /** Copies the lists. */
  public FirstOfGroups {
    group = List.copyOf(group);
    order = List.copyOf(order);
  }

  @Override
  public int section(int input, int inputs) {
    return part;
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    try (GroupTopK first =
        new GroupTopK(
            context,
            schema,
            group.stream().map(schema::position).toList(),
            SortKeys.of(schema, order),
            Math.toIntExact(ranks.most()),
            ranks.peers())) {
      for (Chunk input : inputs) {
        try (BatchReader reader = ((SpooledSections) input).open(context.memory(), part)) {
          for (Batch next = reader.next(); next != null; next = reader.next()) {
            try (Batch batch = next) {
              first.consume(batch);
            }
          }
        }
      }
      return first.finish();
    }
  }
}
