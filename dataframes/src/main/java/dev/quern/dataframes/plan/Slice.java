package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * Some rows that follow each other.
 *
 * @param offset how many rows stand before them; if negative, how many rows before the end they
 *     begin
 * @param count how many there are at most
 */
public record Slice(FramePlan input, long offset, long count, SourceLine where)
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
    return new Slice(children.getFirst(), offset, count, where);
  }

  @Override
  public String label() {
    return "slice of %d from %d".formatted(count, offset);
  }
}
