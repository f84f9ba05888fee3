package dev.quern.arrays.ops;

import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import java.util.ArrayList;
import java.util.List;

/** What operators do with blocks as chunks. */
final class Blocks {
  private Blocks() {}

  /** The inputs of an operator, all of which are blocks. */
  static List<Block> of(List<Chunk> inputs) {
    List<Block> blocks = new ArrayList<>(inputs.size());
    for (Chunk input : inputs) {
      blocks.add((Block) input);
    }
    return blocks;
  }

  /** What fills a block; frees nothing itself. */
  @FunctionalInterface
  interface Filler {
    void fill(Block block);
  }

  /** {@code block} once it was filled; when that fails it is freed. */
  static Block filled(Block block, Filler filler) {
    try {
      filler.fill(block);
      return block;
    } catch (Throwable failure) {
      block.close();
      throw failure;
    }
  }
}
