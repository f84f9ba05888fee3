package dev.quern.arrays.ops;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.expr.TileEvaluator;
import dev.quern.arrays.grid.Region;
import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.reduce.CellReducer;
import dev.quern.arrays.reduce.ReduceWalk;
import dev.quern.arrays.reduce.Reduction;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Makes the state of one block of a reduction: computes the expression tile by tile and reduces
 * each tile while it is in the cache.
 *
 * @param accumulated the expression in the type of the state
 * @param region the part of the array that is reduced here
 * @param weights what a step along each axis adds to a position; all 0 when positions do not matter
 */
public record PartialReduce(
    Reduction reduction, ArrayExpr accumulated, Region region, Shape weights) implements Operator {

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    long[] lengths = region.shape().lengths();
    int rows = ReduceWalk.rowsAtOnce(reduction, lengths);
    MemoryBudget memory = context.memory();
    try (CellReducer reducer =
        CellReducer.create(
            memory, reduction.function(), accumulated.dtype(), reduction.cells(lengths) * rows)) {
      reduce(context, Blocks.of(inputs), reducer, rows);
      if (rows == 1) {
        return reducer.finish();
      }
      try (Block wide = reducer.finish();
          CellReducer folded = CellReducer.folded(memory, reduction.function(), wide, rows)) {
        return folded.finish();
      }
    }
  }

  private void reduce(TaskContext context, List<Block> inputs, CellReducer reducer, int rows) {
    long[] lengths = region.shape().lengths();
    ReduceWalk walk =
        new ReduceWalk(reducer, reduction, region.start(), lengths, weights.lengths(), rows);
    try (TileEvaluator evaluator =
            new TileEvaluator(context.memory(), accumulated, inputs, lengths);
        NativeBuffer tile = context.memory().allocate(TileEvaluator.TILE * 8L)) {
      long size = region.shape().size();
      for (long at = 0; at < size; at += TileEvaluator.TILE) {
        context.checkCancelled();
        int count = (int) Math.min(TileEvaluator.TILE, size - at);
        tile(evaluator, walk, at, count, tile.segment());
      }
    }
  }

  private static void tile(
      TileEvaluator evaluator, ReduceWalk walk, long at, int count, MemorySegment scratch) {
    MemorySegment values = evaluator.evaluate(at, count, scratch.asSlice(0, 8L * count));
    walk.take(values, at, count);
  }

  /** Merges the states of several blocks, in the order of the inputs. */
  public record Combine(Reduction reduction) implements DataBound {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      List<Block> states = Blocks.of(inputs);
      Block first = states.getFirst();
      try (CellReducer reducer =
          CellReducer.create(
              context.memory(), reduction.function(), first.dtype(), first.length(1))) {
        for (Block state : states) {
          context.checkCancelled();
          reducer.merge(state);
        }
        return reducer.finish();
      }
    }
  }

  /**
   * Makes a block of the result out of its last state.
   *
   * @param elements how many elements have fallen to each cell
   * @param shape the lengths of the result
   */
  public record Finish(Reduction reduction, DType dtype, long elements, Shape shape)
      implements DataBound {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      Block state = Blocks.of(inputs).getFirst();
      return reduction.finish(context.memory(), state, dtype, elements, shape.lengths());
    }
  }
}
