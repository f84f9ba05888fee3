package dev.quern.arrays.lower;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.grid.Region;
import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.ops.PartialReduce;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.reduce.Reduction;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * A reduction as a state for each block, a tree that merges the states of the blocks that fall
 * together, and a last step.
 *
 * <pre>
 *   block 0   block 1  ..  block 7   block 8   block 9
 *      |         |            |         |         |
 *   partial   partial  .. partial    partial   partial
 *       \        |           /           \       /
 *          combine                        combine            {@value #FAN_IN} at a time
 *                  \                      /
 *                          combine
 *                             |
 *                          finish
 * </pre>
 *
 * <p>The tree depends on the grid alone, and so do the bits of the result.
 */
final class ReduceLowering {
  /** States merged by one task: few enough to free memory early, enough to keep the tree flat. */
  static final int FAN_IN = 8;

  private ReduceLowering() {}

  static void lower(ArrayPlan.Reduce node, NodeTasks tasks) {
    Reduction reduction = node.reduction();
    ChunkGrid grid = node.inputGrid();
    List<Key> partials = partials(node, tasks);
    Token combine = tasks.step("combine");
    int combined = 0;
    long elements = reduction.elementsPerCell(grid);
    for (int block = 0; block < node.grid().blocks(); block++) {
      int[] chunks = node.grid().chunks(block);
      List<Key> states = new ArrayList<>();
      for (int input : blocksThatFallTo(reduction, grid, chunks)) {
        states.add(partials.get(input));
      }
      while (states.size() > 1) {
        List<Key> merged = new ArrayList<>();
        for (int i = 0; i < states.size(); i += FAN_IN) {
          List<Key> group = states.subList(i, Math.min(i + FAN_IN, states.size()));
          if (group.size() == 1) {
            merged.add(group.getFirst());
            continue;
          }
          Key key = combine.at(combined++);
          tasks.task(key, new PartialReduce.Combine(reduction), group);
          merged.add(key);
        }
        states = merged;
      }
      Shape shape = Shape.of(node.grid().lengths(chunks));
      tasks.add(new PartialReduce.Finish(reduction, node.dtype(), elements, shape), states);
    }
  }

  private static List<Key> partials(ArrayPlan.Reduce node, NodeTasks tasks) {
    ChunkGrid grid = node.inputGrid();
    ArrayExpr accumulated = node.reduction().accumulated(node.expr());
    Shape weights =
        node.reduction().function().isPosition()
            ? Shape.of(node.reduction().positionWeights(grid))
            : Shape.of(new long[grid.rank()]);
    Token partial = tasks.step("partial");
    List<Key> partials = new ArrayList<>(grid.blocks());
    for (int block = 0; block < grid.blocks(); block++) {
      Key key = partial.at(block);
      tasks.task(
          key,
          new PartialReduce(node.reduction(), accumulated, Region.of(grid, block), weights),
          ArrayLowering.blocksBehind(tasks.inputs(), grid.chunks(block)));
      partials.add(key);
    }
    return partials;
  }

  /* In C order of the input's grid. */
  private static List<Integer> blocksThatFallTo(
      Reduction reduction, ChunkGrid grid, int... chunks) {
    int rank = grid.rank();
    int[] current = new int[rank];
    int kept = 0;
    for (int axis = 0; axis < rank; axis++) {
      if (reduction.reduced().get(axis)) {
        kept += reduction.keepDims() ? 1 : 0;
      } else {
        current[axis] = chunks[kept++];
      }
    }
    List<Integer> blocks = new ArrayList<>();
    int axis;
    do {
      blocks.add(grid.block(current));
      axis = rank - 1;
      while (axis >= 0) {
        if (reduction.reduced().get(axis)) {
          if (++current[axis] < grid.axis(axis).count()) {
            break;
          }
          current[axis] = 0;
        }
        axis--;
      }
    } while (axis >= 0);
    return blocks;
  }
}
