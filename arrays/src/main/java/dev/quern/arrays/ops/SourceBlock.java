package dev.quern.arrays.ops;

import dev.quern.arrays.grid.Region;
import dev.quern.arrays.source.BlockSource;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Sized;
import dev.quern.engine.graph.TaskContext;
import java.util.List;

/** Makes the block of a source that covers {@code region}. */
public record SourceBlock(BlockSource source, Region region) implements Sized {

  @Override
  public long estimatedBytes() {
    return region.shape().size() * Block.width(source.dtype());
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    return Blocks.filled(
        Block.allocate(context.memory(), source.dtype(), region.shape().lengths()),
        block -> source.fill(context, region.start(), block));
  }
}
