package dev.quern.scheduler.spark.layer;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import java.util.List;
import java.util.Map;

/** A graph in the making, for tests of how it is cut, which carry nothing out. */
abstract class PhasesOfGraph {
  private final TaskGraphBuilder builder = TaskGraph.builder();

  /** An operator that is looked at alone. */
  interface Unrun extends Operator {
    @Override
    default Chunk apply(TaskContext context, List<Chunk> inputs) {
      throw new UnsupportedOperationException();
    }
  }

  Key task(String name, int partition, Operator operator, List<Key> inputs) {
    Key key = new Token(name, 0, 0).at(partition);
    builder.add(key, operator, Origin.of(name), inputs);
    return key;
  }

  Phases phases(List<Key> ends) {
    return new Phases(LazyChunks.of(builder.build(), ends), Map.of(), Map.of(), 0);
  }

  /** The units of each layer. */
  static List<Integer> sizes(Layering layering) {
    return layering.layers().stream().map(layer -> layer.units().size()).toList();
  }
}
