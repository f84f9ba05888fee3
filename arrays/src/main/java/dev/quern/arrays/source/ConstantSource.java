package dev.quern.arrays.source;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.type.DType;

/**
 * One value everywhere.
 *
 * @param bits the value as kernels take it: an integer or truth value as itself, a float's bits
 */
public record ConstantSource(Shape shape, DType dtype, long bits) implements BlockSource {

  @Override
  public String label() {
    return "full " + text();
  }

  private String text() {
    if (dtype == DType.FLOAT64) {
      return Double.toString(Double.longBitsToDouble(bits));
    }
    return dtype == DType.FLOAT32
        ? Float.toString(Float.intBitsToFloat((int) bits))
        : Long.toString(bits);
  }

  @Override
  public void fill(TaskContext context, long[] start, Block target) {
    int width = Block.width(dtype);
    SourceRows.walk(
        context,
        shape,
        start,
        target,
        (position, at, count) ->
            Kernels.active()
                .select()
                .fill(width, bits, 0, target.values().asSlice(at * width), count));
  }
}
