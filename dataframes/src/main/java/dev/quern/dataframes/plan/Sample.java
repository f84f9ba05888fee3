package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;

/**
 * Rows chosen at random, each on its own.
 *
 * @param fraction the probability with which a row is chosen
 * @param seed what the choice depends on, with the row's place and nothing else
 */
public record Sample(FramePlan input, double fraction, long seed, SourceLine where)
    implements FramePlan.OfOne {
  @Override
  public FramePlan withInput(FramePlan other) {
    return new Sample(other, fraction, seed, where);
  }

  @Override
  public String label() {
    return "sample " + fraction + ", seed " + seed;
  }
}
