package dev.quern.arrays.lower;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.grid.Region;
import dev.quern.arrays.grid.Shape;
import dev.quern.arrays.ops.ColumnsBlock;
import dev.quern.arrays.ops.ElementwiseBlock;
import dev.quern.arrays.ops.NpyWriteBlock;
import dev.quern.arrays.ops.SourceBlock;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.arrays.plan.PlanOrder;
import dev.quern.engine.SourceLine;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** From a plan to the graph that computes its blocks. */
public final class ArrayLowering {
  private final TaskGraphBuilder graph = TaskGraph.builder();
  private final IdentityHashMap<ArrayPlan, Lowered> done = new IdentityHashMap<>();

  private ArrayLowering() {}

  /** The blocks of {@code plan} in the order of its grid, and the graph that computes them. */
  public static LazyChunks lower(ArrayPlan plan) {
    ArrayLowering lowering = new ArrayLowering();
    Lowered last = lowering.lowerAll(plan);
    return LazyChunks.of(lowering.graph.build(), last.keys());
  }

  /**
   * The tasks that compute {@code plan} and write its blocks to {@code file}, where elements begin
   * at {@code dataOffset}; each gives an empty block.
   */
  public static LazyChunks lowerToNpy(ArrayPlan plan, Path file, long dataOffset) {
    ArrayLowering lowering = new ArrayLowering();
    Lowered last = lowering.lowerAll(plan);
    Token token = Token.of("write-npy", file, dataOffset, last.token());
    Origin origin = new Origin("write npy", SourceLine.here());
    List<Key> writes = new ArrayList<>();
    for (int block = 0; block < last.keys().size(); block++) {
      Region region = Region.of(plan.grid(), block);
      lowering.graph.add(
          token.at(block),
          new NpyWriteBlock(file, dataOffset, plan.shape(), region),
          origin,
          last.keys().get(block));
      writes.add(token.at(block));
    }
    return LazyChunks.of(lowering.graph.build(), writes);
  }

  private Lowered lowerAll(ArrayPlan root) {
    Lowered last = null;
    for (ArrayPlan plan : PlanOrder.of(root)) {
      last = lowerNode(plan);
      done.put(plan, last);
    }
    if (last == null) {
      throw new IllegalStateException("a plan without nodes");
    }
    return last;
  }

  private Lowered lowerNode(ArrayPlan plan) {
    List<Lowered> inputs = new ArrayList<>();
    for (ArrayPlan child : plan.children()) {
      Lowered input = done.get(child);
      if (input == null) {
        throw new IllegalStateException(child.label() + " was not lowered before its reader");
      }
      inputs.add(input);
    }
    NodeTasks tasks = new NodeTasks(graph, token(plan, inputs), plan, inputs);
    switch (plan) {
      case ArrayPlan.Source node -> source(node, tasks);
      case ArrayPlan.Chunks node -> chunks(node, tasks);
      case ArrayPlan.Elementwise node -> elementwise(node, tasks);
      case ArrayPlan.Reduce node -> ReduceLowering.lower(node, tasks);
      case ArrayPlan.Slice node -> RegionLowering.slice(node, tasks);
      case ArrayPlan.Take node -> RegionLowering.take(node, tasks);
      case ArrayPlan.Transpose node -> RegionLowering.transpose(node, tasks);
      case ArrayPlan.Reshape node -> ReshapeLowering.reshape(node, tasks);
      case ArrayPlan.Rechunk node -> ReshapeLowering.rechunk(node, tasks);
      case ArrayPlan.Concatenate node -> concatenate(node, tasks);
      case ArrayPlan.MatMul node -> MatMulLowering.lower(node, tasks);
    }
    return tasks.finish();
  }

  private static Token token(ArrayPlan plan, List<Lowered> inputs) {
    List<Token> tokens = inputs.stream().map(Lowered::token).toList();
    return switch (plan) {
      case ArrayPlan.Source node -> Token.of("source", node.source(), node.grid());
      case ArrayPlan.Chunks node ->
          Token.of("chunks", node.chunks().outputs(), node.columns(), node.dtype(), node.grid());
      case ArrayPlan.Elementwise node -> Token.of("elementwise", node.expr(), node.grid(), tokens);
      case ArrayPlan.Reduce node ->
          Token.of(
              node.reduction().function().label(),
              node.reduction(),
              node.expr(),
              node.inputGrid(),
              tokens);
      case ArrayPlan.Slice node -> Token.of("slice", node.slices(), tokens);
      case ArrayPlan.Take node ->
          Token.of("take", node.axis(), node.positions(), node.grid(), tokens);
      case ArrayPlan.Transpose node -> Token.of("transpose", node.order(), tokens);
      case ArrayPlan.Reshape node -> Token.of("reshape", node.grid(), tokens);
      case ArrayPlan.Rechunk node -> Token.of("rechunk", node.grid(), tokens);
      case ArrayPlan.Concatenate node -> Token.of("concatenate", node.axis(), tokens);
      case ArrayPlan.MatMul _ -> Token.of("matmul", tokens);
    };
  }

  private static void source(ArrayPlan.Source node, NodeTasks tasks) {
    for (int block = 0; block < node.grid().blocks(); block++) {
      tasks.add(new SourceBlock(node.source(), Region.of(node.grid(), block)), List.of());
    }
  }

  private void chunks(ArrayPlan.Chunks node, NodeTasks tasks) {
    graph.addAll(node.chunks().graph());
    List<Key> outputs = node.chunks().outputs();
    for (int block = 0; block < outputs.size(); block++) {
      if (node.columns().isEmpty()) {
        tasks.pass(outputs.get(block));
      } else {
        Shape shape = Region.of(node.grid(), block).shape();
        tasks.add(
            new ColumnsBlock(node.columns(), node.dtype(), shape), List.of(outputs.get(block)));
      }
    }
  }

  private static void elementwise(ArrayPlan.Elementwise node, NodeTasks tasks) {
    ArrayExpr expr = node.expr();
    for (int block = 0; block < node.grid().blocks(); block++) {
      int[] chunks = node.grid().chunks(block);
      Shape shape = Shape.of(node.grid().lengths(chunks));
      tasks.add(new ElementwiseBlock(expr, shape), blocksBehind(tasks.inputs(), chunks));
    }
  }

  /**
   * The block of each input that the block at {@code chunks} of their common shape is made from.
   */
  static List<Key> blocksBehind(List<Lowered> inputs, int... chunks) {
    List<Key> keys = new ArrayList<>(inputs.size());
    for (Lowered input : inputs) {
      int rank = input.grid().rank();
      int[] own = new int[rank];
      for (int axis = 0; axis < rank; axis++) {
        // An axis of another number of chunks is one that is repeated, in one chunk.
        boolean repeated = input.grid().axis(axis).count() == 1;
        own[axis] = repeated ? 0 : chunks[chunks.length - rank + axis];
      }
      keys.add(input.at(own));
    }
    return keys;
  }

  private static void concatenate(ArrayPlan.Concatenate node, NodeTasks tasks) {
    int axis = node.axis();
    for (int block = 0; block < node.grid().blocks(); block++) {
      int[] chunks = node.grid().chunks(block);
      int input = 0;
      while (chunks[axis] >= tasks.inputs().get(input).grid().axis(axis).count()) {
        chunks[axis] -= tasks.inputs().get(input).grid().axis(axis).count();
        input++;
      }
      tasks.pass(tasks.inputs().get(input).at(chunks));
    }
  }
}
