package dev.quern.arrays.source;

import dev.quern.arrays.grid.RowWalk;
import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.graph.TaskContext;

/** A walk over the rows of a block that a source fills; cancelling is noticed between rows. */
final class SourceRows {
  private SourceRows() {}

  static void walk(TaskContext context, Shape whole, long[] start, Block block, RowWalk.Run run) {
    RowWalk.walk(
        whole,
        start,
        Shape.of(block.shape()),
        (position, at, count) -> {
          context.checkCancelled();
          run.take(position, at, count);
        });
  }
}
