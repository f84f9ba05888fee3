package dev.quern.arrays.ops;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.expr.TileEvaluator;
import dev.quern.arrays.grid.Shape;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Computes an expression of the inputs' elements, tile by tile.
 *
 * @param shape the lengths of the result, to which the inputs broadcast
 */
public record ElementwiseBlock(ArrayExpr expr, Shape shape) implements Operator {

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    return Blocks.filled(
        Block.allocate(context.memory(), expr.dtype(), shape.lengths()),
        block -> fill(context, Blocks.of(inputs), block));
  }

  private void fill(TaskContext context, List<Block> inputs, Block block) {
    int width = Block.width(block.dtype());
    try (TileEvaluator evaluator =
        new TileEvaluator(context.memory(), expr, inputs, shape.lengths())) {
      for (long at = 0; at < block.size(); at += TileEvaluator.TILE) {
        context.checkCancelled();
        int count = (int) Math.min(TileEvaluator.TILE, block.size() - at);
        tile(evaluator, at, count, block.values().asSlice(at * width, (long) count * width));
      }
    }
  }

  private static void tile(TileEvaluator evaluator, long at, int count, MemorySegment out) {
    MemorySegment values = evaluator.evaluate(at, count, out);
    if (values.address() != out.address()) {
      MemorySegment.copy(values, 0, out, 0, out.byteSize());
    }
  }
}
