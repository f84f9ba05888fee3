package dev.quern.arrays.source;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.type.DType;
import java.lang.foreign.ValueLayout;

/** A matrix with 1.0 on its main diagonal and 0.0 elsewhere. */
public record EyeSource(Shape shape) implements BlockSource {

  @Override
  public DType dtype() {
    return DType.FLOAT64;
  }

  @Override
  public String label() {
    return "eye";
  }

  @Override
  public void fill(TaskContext context, long[] start, Block target) {
    target.values().asSlice(0, target.byteSize()).fill((byte) 0);
    long rows = target.length(0);
    long columns = target.length(1);
    for (long row = Math.max(0, start[1] - start[0]); row < rows; row++) {
      long column = start[0] + row - start[1];
      if (column >= columns) {
        return;
      }
      target.values().setAtIndex(ValueLayout.JAVA_DOUBLE, row * columns + column, 1.0);
    }
  }
}
