package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.type.Schema;
import java.util.List;

/** The rows of all inputs, one input behind the other; they have one schema. */
public record Union(List<FramePlan> inputs, SourceLine where) implements FramePlan {
  /** Copies the list. */
  public Union {
    inputs = List.copyOf(inputs);
  }

  @Override
  public Schema schema() {
    return inputs.getFirst().schema();
  }

  @Override
  public List<FramePlan> children() {
    return inputs;
  }

  @Override
  public FramePlan withChildren(List<FramePlan> children) {
    return new Union(children, where);
  }

  @Override
  public String label() {
    return "union of " + inputs.size();
  }
}
