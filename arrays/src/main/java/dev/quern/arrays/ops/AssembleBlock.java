package dev.quern.arrays.ops;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * Makes a block of parts of others: slices, transposes, takes, reshapes and rechunks. The parts
 * cover the block without overlap.
 */
public record AssembleBlock(DType dtype, Shape shape, List<BlockPart> parts) implements DataBound {

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    List<Block> blocks = Blocks.of(inputs);
    return Blocks.filled(
        Block.allocate(context.memory(), dtype, shape.lengths()),
        target -> {
          for (BlockPart part : parts) {
            context.checkCancelled();
            StridedCopy.copy(
                Block.width(dtype), blocks.get(part.input()).values(), target.values(), part);
          }
        });
  }
}
