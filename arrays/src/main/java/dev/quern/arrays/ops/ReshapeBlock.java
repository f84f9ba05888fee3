package dev.quern.arrays.ops;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskContext;
import java.util.List;

/** Gives the same block in another shape; nothing is copied. */
public record ReshapeBlock(Shape shape) implements DataBound {

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    return ((Block) inputs.getFirst()).withShape(shape.lengths());
  }
}
