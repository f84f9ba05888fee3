package dev.quern.scheduler.spark;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.FusedOperator;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Task;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.run.HandsOut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph, and the chunks that are handed out to it because they were kept. Those are tasks of
 * their own again where fusion had made them the first step of their reader.
 */
final class KeptInputs implements AutoCloseable {
  private final LazyChunks chunks;
  private final Map<Integer, Chunk> handles = new HashMap<>();

  private KeptInputs(LazyChunks chunks) {
    this.chunks = chunks;
    TaskGraph graph = chunks.graph();
    for (int task = 0; task < graph.size(); task++) {
      if (graph.operator(task) instanceof HandsOut kept) {
        handles.put(task, kept.handle());
      }
    }
  }

  /** What {@code chunks} are handed out. */
  static KeptInputs of(LazyChunks chunks) {
    TaskGraph graph = chunks.graph();
    for (int task = 0; task < graph.size(); task++) {
      if (beginsWithKept(graph.operator(task))) {
        return new KeptInputs(takenApart(chunks));
      }
    }
    return new KeptInputs(chunks);
  }

  private static boolean beginsWithKept(Operator operator) {
    return operator instanceof FusedOperator(List<FusedOperator.Step> steps)
        && steps.getFirst().operator() instanceof HandsOut;
  }

  private static LazyChunks takenApart(LazyChunks chunks) {
    TaskGraphBuilder graph = TaskGraph.builder();
    for (Task task : chunks.graph().tasks()) {
      if (beginsWithKept(task.operator())) {
        List<FusedOperator.Step> steps = new ArrayList<>(((FusedOperator) task.operator()).steps());
        FusedOperator.Step first = steps.removeFirst();
        Token token = task.key().token();
        Key kept =
            new Token("kept-" + token.name(), token.high(), token.low()).at(task.key().partition());
        graph.add(kept, first.operator(), first.origin());
        graph.add(task.key(), new FusedOperator(steps), task.origin(), kept);
      } else {
        graph.add(task);
      }
    }
    return LazyChunks.of(graph.build(), chunks.outputs());
  }

  /** The graph, with a task for each chunk that it is handed. */
  LazyChunks chunks() {
    return chunks;
  }

  /** The chunks by their tasks' numbers, open until this is closed. */
  Map<Integer, Chunk> handles() {
    return handles;
  }

  @Override
  public void close() {
    handles.values().forEach(Chunk::close);
    handles.clear();
  }
}
