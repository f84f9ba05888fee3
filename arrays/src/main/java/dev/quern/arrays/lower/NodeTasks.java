package dev.quern.arrays.lower;

import dev.quern.arrays.grid.ChunkGrid;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import java.util.ArrayList;
import java.util.List;

/** The tasks of one node in the making. */
final class NodeTasks {
  private final TaskGraphBuilder graph;
  private final Token token;
  private final ChunkGrid grid;
  private final Origin origin;
  private final List<Lowered> inputs;
  private final List<Key> keys;

  NodeTasks(TaskGraphBuilder graph, Token token, ArrayPlan plan, List<Lowered> inputs) {
    this.graph = graph;
    this.token = token;
    this.grid = plan.grid();
    this.origin = new Origin(plan.label(), plan.where());
    this.inputs = inputs;
    this.keys = new ArrayList<>(grid.blocks());
  }

  /** The node's inputs. */
  List<Lowered> inputs() {
    return inputs;
  }

  /** The only input. */
  Lowered input() {
    return inputs.getFirst();
  }

  /** How the result is cut. */
  ChunkGrid grid() {
    return grid;
  }

  /** The number of the next block. */
  int next() {
    return keys.size();
  }

  /** The task of the next block: {@code operator} applied to {@code read}. */
  void add(Operator operator, List<Key> read) {
    Key key = token.at(keys.size());
    task(key, operator, read);
    keys.add(key);
  }

  /** Lets the next block be the result of a task that is there already. */
  void pass(Key key) {
    keys.add(key);
  }

  /** A task whose result is no block of the node, but is read by one. */
  void task(Key key, Operator operator, List<Key> read) {
    // Two nodes of the same content have the same tasks.
    if (!graph.contains(key)) {
      graph.add(key, operator, origin, read);
    }
  }

  /** The token of a step within this node. */
  Token step(String name) {
    return Token.of(token.name() + "-" + name, token);
  }

  /** The node with all its tasks. */
  Lowered finish() {
    if (keys.size() != grid.blocks()) {
      throw new IllegalStateException(
          "%s has %d of %d blocks".formatted(origin, keys.size(), grid.blocks()));
    }
    return new Lowered(token, grid, List.copyOf(keys));
  }
}
