package dev.quern.arrays.lower;

import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Token;
import java.util.List;

/**
 * A node that has its tasks.
 *
 * @param token the identity of the node's result
 * @param grid how the result is cut
 * @param keys the key of each block, in the order of the grid
 */
record Lowered(Token token, ChunkGrid grid, List<Key> keys) {

  /** The key of the block at these chunks. */
  Key at(int... chunks) {
    return keys.get(grid.block(chunks));
  }
}
