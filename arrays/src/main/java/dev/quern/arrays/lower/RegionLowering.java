package dev.quern.arrays.lower;

import dev.quern.arrays.grid.AxisChunks;
import dev.quern.arrays.grid.AxisSlice;
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

/** Slices, takes and transposes: blocks made of boxes of other blocks. */
final class RegionLowering {
  private RegionLowering() {}

  /** Each block of the result lies in one block of the input. */
  static void slice(ArrayPlan.Slice node, NodeTasks tasks) {
    ChunkGrid from = tasks.input().grid();
    List<List<AxisSlice.Piece>> pieces = new ArrayList<>();
    for (int axis = 0; axis < from.rank(); axis++) {
      pieces.add(node.slices().get(axis).pieces(from.axis(axis)));
    }
    for (int block = 0; block < node.grid().blocks(); block++) {
      int[] chunks = node.grid().chunks(block);
      int[] source = new int[from.rank()];
      long[] starts = new long[from.rank()];
      long[] counts = new long[from.rank()];
      int kept = 0;
      for (int axis = 0; axis < from.rank(); axis++) {
        boolean drop = node.slices().get(axis).drop();
        AxisSlice.Piece piece = pieces.get(axis).get(drop ? 0 : chunks[kept++]);
        source[axis] = piece.chunk();
        starts[axis] = piece.start();
        counts[axis] = piece.count();
      }
      slice(node, tasks, chunks, source, starts, counts);
    }
  }

  private static void slice(
      ArrayPlan.Slice node,
      NodeTasks tasks,
      int[] chunks,
      int[] source,
      long[] starts,
      long[] counts) {
    ChunkGrid from = tasks.input().grid();
    long[] strides = Shape.strides(from.lengths(source));
    long offset = 0;
    boolean whole = true;
    for (int axis = 0; axis < source.length; axis++) {
      long step = node.slices().get(axis).step();
      offset += starts[axis] * strides[axis];
      strides[axis] *= step;
      whole &= starts[axis] == 0 && counts[axis] == from.axis(axis).size(source[axis]);
      whole &= step == 1 || counts[axis] == 1;
    }
    Key key = tasks.input().at(source);
    Shape shape = Shape.of(node.grid().lengths(chunks));
    if (whole && shape.rank() == source.length) {
      tasks.pass(key);
    } else if (whole) {
      tasks.add(new ReshapeBlock(shape), List.of(key));
    } else {
      BlockPart part = new BlockPart(0, offset, 0, counts, strides, Shape.strides(counts));
      tasks.add(new AssembleBlock(node.dtype(), shape, List.of(part)), List.of(key));
    }
  }

  /** Each block of the result gathers positions of one or more blocks along the axis. */
  static void take(ArrayPlan.Take node, NodeTasks tasks) {
    ChunkGrid from = tasks.input().grid();
    int axis = node.axis();
    AxisChunks source = from.axis(axis);
    for (int block = 0; block < node.grid().blocks(); block++) {
      int[] chunks = node.grid().chunks(block);
      long[] lengths = node.grid().lengths(chunks);
      long[] target = Shape.strides(lengths);
      long first = node.grid().axis(axis).start(chunks[axis]);
      List<Key> read = new ArrayList<>();
      List<BlockPart> parts = new ArrayList<>();
      int[] inputs = new int[source.count()];
      Arrays.fill(inputs, -1);
      for (long i = 0; i < lengths[axis]; ) {
        long position = node.positions()[(int) (first + i)];
        int chunk = source.find(position);
        long run = runFrom(node.positions(), first + i, lengths[axis] - i, source.start(chunk + 1));
        int[] at = chunks.clone();
        at[axis] = chunk;
        if (inputs[chunk] < 0) {
          inputs[chunk] = read.size();
          read.add(tasks.input().at(at));
        }
        long[] strides = Shape.strides(from.lengths(at));
        long[] counts = lengths.clone();
        counts[axis] = run;
        parts.add(
            new BlockPart(
                inputs[chunk],
                (position - source.start(chunk)) * strides[axis],
                i * target[axis],
                counts,
                strides,
                target));
        i += run;
      }
      tasks.add(new AssembleBlock(node.dtype(), Shape.of(lengths), List.copyOf(parts)), read);
    }
  }

  /* How many of the positions from `at` on ascend one by one, below `end`. */
  private static long runFrom(long[] positions, long at, long most, long end) {
    long first = positions[(int) at];
    long run = 1;
    while (run < most && first + run < end && positions[(int) (at + run)] == first + run) {
      run++;
    }
    return run;
  }

  /** Each block of the result is one block of the input, its axes in another order. */
  static void transpose(ArrayPlan.Transpose node, NodeTasks tasks) {
    ChunkGrid from = tasks.input().grid();
    int rank = from.rank();
    for (int block = 0; block < node.grid().blocks(); block++) {
      int[] chunks = node.grid().chunks(block);
      int[] source = new int[rank];
      for (int axis = 0; axis < rank; axis++) {
        source[node.order().get(axis)] = chunks[axis];
      }
      long[] strides = Shape.strides(from.lengths(source));
      long[] permuted = new long[rank];
      Arrays.setAll(permuted, axis -> strides[node.order().get(axis)]);
      long[] lengths = node.grid().lengths(chunks);
      BlockPart part = new BlockPart(0, 0, 0, lengths, permuted, Shape.strides(lengths));
      tasks.add(
          new AssembleBlock(node.dtype(), Shape.of(lengths), List.of(part)),
          List.of(tasks.input().at(source)));
    }
  }
}
