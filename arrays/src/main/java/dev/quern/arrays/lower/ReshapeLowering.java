package dev.quern.arrays.lower;

import dev.quern.arrays.grid.AxisChunks;
import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.ops.AssembleBlock;
import dev.quern.arrays.ops.BlockPart;
import dev.quern.arrays.ops.ReshapeBlock;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.engine.graph.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The same elements in other blocks: rechunks and reshapes. */
final class ReshapeLowering {
  private ReshapeLowering() {}

  /**
   * Blocks of another grid over the same shape: each is made of the boxes in which it meets old
   * blocks.
   */
  static void rechunk(ArrayPlan.Rechunk node, NodeTasks tasks) {
    ChunkGrid from = tasks.input().grid();
    ChunkGrid to = node.grid();
    for (int block = 0; block < to.blocks(); block++) {
      int[] chunks = to.chunks(block);
      int rank = to.rank();
      int[] low = new int[rank];
      int[] high = new int[rank];
      for (int axis = 0; axis < rank; axis++) {
        AxisChunks wanted = to.axis(axis);
        low[axis] = from.axis(axis).find(wanted.start(chunks[axis]));
        high[axis] =
            wanted.size(chunks[axis]) == 0
                ? low[axis]
                : from.axis(axis).find(wanted.start(chunks[axis] + 1) - 1);
      }
      if (Arrays.equals(low, high)
          && Arrays.equals(from.start(low), to.start(chunks))
          && Arrays.equals(from.lengths(low), to.lengths(chunks))) {
        tasks.pass(tasks.input().at(low));
        continue;
      }
      List<Key> read = new ArrayList<>();
      List<BlockPart> parts = new ArrayList<>();
      int[] at = low.clone();
      int axis;
      do {
        parts.add(meeting(read.size(), from, at, to, chunks));
        read.add(tasks.input().at(at));
        axis = rank - 1;
        while (axis >= 0 && ++at[axis] > high[axis]) {
          at[axis] = low[axis];
          axis--;
        }
      } while (axis >= 0);
      tasks.add(
          new AssembleBlock(node.dtype(), Shape.of(to.lengths(chunks)), List.copyOf(parts)), read);
    }
  }

  private static BlockPart meeting(
      int input, ChunkGrid from, int[] source, ChunkGrid to, int[] target) {
    long[] fromStrides = Shape.strides(from.lengths(source));
    long[] toStrides = Shape.strides(to.lengths(target));
    long[] lengths = new long[source.length];
    long fromOffset = 0;
    long toOffset = 0;
    for (int axis = 0; axis < source.length; axis++) {
      long fromStart = from.axis(axis).start(source[axis]);
      long toStart = to.axis(axis).start(target[axis]);
      long start = Math.max(fromStart, toStart);
      long end =
          Math.min(from.axis(axis).start(source[axis] + 1), to.axis(axis).start(target[axis] + 1));
      lengths[axis] = end - start;
      fromOffset += (start - fromStart) * fromStrides[axis];
      toOffset += (start - toStart) * toStrides[axis];
    }
    return new BlockPart(input, fromOffset, toOffset, lengths, fromStrides, toStrides);
  }

  /** Blocks of another shape over the same elements in C order. */
  static void reshape(ArrayPlan.Reshape node, NodeTasks tasks) {
    ChunkGrid from = tasks.input().grid();
    ChunkGrid to = node.grid();
    if (!from.isContiguous() || !to.isContiguous()) {
      // The shapes differ by axes of length 1 only.
      for (int block = 0; block < to.blocks(); block++) {
        Shape shape = Shape.of(to.lengths(to.chunks(block)));
        tasks.add(new ReshapeBlock(shape), List.of(tasks.input().keys().get(block)));
      }
      return;
    }
    int source = 0;
    long sourceStart = 0;
    long start = 0;
    for (int block = 0; block < to.blocks(); block++) {
      Shape shape = Shape.of(to.lengths(to.chunks(block)));
      long end = start + shape.size();
      List<Key> read = new ArrayList<>();
      List<BlockPart> parts = new ArrayList<>();
      long sourceSize = size(from, source);
      boolean same = sourceStart == start && sourceSize == shape.size();
      for (long at = start; at < end; ) {
        long taken = Math.min(end, sourceStart + sourceSize) - at;
        parts.add(BlockPart.run(read.size(), at - sourceStart, at - start, taken));
        read.add(tasks.input().keys().get(source));
        at += taken;
        if (at == sourceStart + sourceSize && source + 1 < from.blocks()) {
          sourceStart += sourceSize;
          sourceSize = size(from, ++source);
        }
      }
      if (same) {
        Key only = read.isEmpty() ? tasks.input().keys().getFirst() : read.getFirst();
        tasks.add(new ReshapeBlock(shape), List.of(only));
      } else {
        tasks.add(new AssembleBlock(node.dtype(), shape, List.copyOf(parts)), read);
      }
      start = end;
    }
  }

  private static long size(ChunkGrid grid, int block) {
    return Shape.of(grid.lengths(grid.chunks(block))).size();
  }
}
