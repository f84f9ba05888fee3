package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;

/**
 * Some rows that follow each other.
 *
 * @param offset how many rows stand before them; if negative, how many rows before the end they
 *     begin
 * @param count how many there are at most
 */
public record Slice(FramePlan input, long offset, long count, SourceLine where)
    implements FramePlan.OfOne {
  @Override
  public FramePlan withInput(FramePlan other) {
    return new Slice(other, offset, count, where);
  }

  @Override
  public String label() {
    return "slice of %d from %d".formatted(count, offset);
  }
}
