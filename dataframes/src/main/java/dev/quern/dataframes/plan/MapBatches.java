package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * Rows as a user's function makes them of batches.
 *
 * @param schema what it makes
 */
public record MapBatches(FramePlan input, Schema schema, BatchFn function, SourceLine where)
    implements FramePlan {
  @Override
  public List<FramePlan> children() {
    return List.of(input);
  }

  @Override
  public FramePlan withChildren(List<FramePlan> children) {
    return new MapBatches(children.getFirst(), schema, function, where);
  }

  @Override
  public String label() {
    return "map batches to " + schema;
  }
}
