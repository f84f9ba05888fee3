package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.type.Schema;

/**
 * Rows as a user's function makes them of batches.
 *
 * @param schema what it makes
 */
public record MapBatches(FramePlan input, Schema schema, BatchFn function, SourceLine where)
    implements FramePlan.OfOne {
  @Override
  public FramePlan withInput(FramePlan other) {
    return new MapBatches(other, schema, function, where);
  }

  @Override
  public String label() {
    return "map batches to " + schema;
  }
}
