package dev.quern.arrays.lower;

import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.ops.MatMulBlock;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * A product of matrices, block by block: each block of the result adds the products of a row of
 * blocks of the left and a column of blocks of the right, {@value #PAIRS} pairs a task, so that not
 * all of a long row must be in memory at once. Each task goes on from the sum of the one before.
 */
final class MatMulLowering {
  private static final int PAIRS = 8;

  private MatMulLowering() {}

  static void lower(ArrayPlan.MatMul node, NodeTasks tasks) {
    Lowered left = tasks.inputs().get(0);
    Lowered right = tasks.inputs().get(1);
    int inner = left.grid().axis(1).count();
    Token sums = tasks.step("sum");
    int summed = 0;
    for (int block = 0; block < node.grid().blocks(); block++) {
      int[] chunks = node.grid().chunks(block);
      Shape shape = Shape.of(node.grid().lengths(chunks));
      List<Key> read = new ArrayList<>();
      for (int k = 0; k < inner; k++) {
        read.add(left.at(chunks[0], k));
        read.add(right.at(k, chunks[1]));
        if ((k + 1) % PAIRS == 0 && k + 1 < inner) {
          Key key = sums.at(summed++);
          tasks.task(key, new MatMulBlock(shape), read);
          read = new ArrayList<>(List.of(key));
        }
      }
      tasks.add(new MatMulBlock(shape), read);
    }
  }
}
