package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * Rows chosen at random, each on its own.
 *
 * @param fraction the probability with which a row is chosen
 * @param seed what the choice depends on, with the row's place and nothing else
 */
public record Sample(FramePlan input, double fraction, long seed, SourceLine where)
    implements FramePlan {
  @Override
  public Schema schema() {
    return input.schema();
  }

  @Override
  public List<FramePlan> children() {
    return List.of(input);
  }

  @Override
  public FramePlan withChildren(List<FramePlan> children) {
    return new Sample(children.getFirst(), fraction, seed, where);
  }

  @Override
  public String label() {
    return "sample " + fraction + ", seed " + seed;
  }
}
