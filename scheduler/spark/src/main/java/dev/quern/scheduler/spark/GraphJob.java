package dev.quern.scheduler.spark;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.spark.layer.Layer;
import dev.quern.scheduler.spark.layer.Layering;
import dev.quern.scheduler.spark.layer.Place;
import dev.quern.scheduler.spark.layer.TaskUnit;
import dev.quern.scheduler.spark.rdd.Bundle;
import dev.quern.scheduler.spark.rdd.LayerRdd;
import dev.quern.scheduler.spark.rdd.Shuffles;
import dev.quern.scheduler.spark.rdd.UnitReports;
import dev.quern.scheduler.spark.worker.UnitCode;
import dev.quern.scheduler.spark.worker.UnitReads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ShuffleDependency;
import org.jspecify.annotations.Nullable;

/** The layers of a graph as RDDs, of which the last one gives what is wanted. */
final class GraphJob {
  private final SharedContext context;
  private final TaskGraph graph;
  private final Map<Integer, Chunk> handed;
  private final Layering layering;

  /* By the number of the layer; none for the last one. */
  private final List<ShuffleDependency<Object, Object, Object>> shuffles = new ArrayList<>();
  private final LayerRdd last;

  /**
   * A job for a graph, not submitted.
   *
   * @param inputs the graph; not needed when this has been made
   * @param number of the graph, in the application
   * @throws dev.quern.engine.UnsupportedDataException when an operator cannot leave this process
   */
  GraphJob(SharedContext context, KeptInputs inputs, long number, UnitReports reports) {
    this.context = context;
    this.graph = inputs.chunks().graph();
    this.handed = inputs.handles();
    this.layering = layering(inputs.chunks());
    List<Layer> layers = layering.layers();
    Iterator<TaskCodec.Encoded> codes = TaskCodec.encodeAll(codes(layers)).iterator();
    for (Layer layer : layers.subList(0, layers.size() - 1)) {
      shuffles.add(Shuffles.of(rdd(layer, codes, number, reports)));
    }
    this.last = rdd(layers.getLast(), codes, number, reports);
  }

  private Layering layering(LazyChunks chunks) {
    Map<KeptLayer, Integer> numbers = new LinkedHashMap<>();
    Map<Integer, Place> given = new HashMap<>();
    handed.forEach(
        (task, chunk) -> {
          if (chunk instanceof KeptLayer.Result(KeptLayer layer, int unit)) {
            int next = numbers.size();
            given.put(task, new Place(numbers.computeIfAbsent(layer, _ -> next), unit));
          }
        });
    numbers.keySet().forEach(layer -> shuffles.add(layer.shuffle()));
    return Layering.of(chunks, given);
  }

  /* The units of one graph hand each other objects, so that all of them have the same code. */
  private List<UnitCode> codes(List<Layer> layers) {
    List<UnitCode> codes = new ArrayList<>();
    for (Layer layer : layers) {
      for (TaskUnit unit : layer.units()) {
        if (!unit.tasks().isEmpty()) {
          codes.add(code(unit));
        }
      }
    }
    return codes;
  }

  private LayerRdd rdd(
      Layer layer, Iterator<TaskCodec.Encoded> codes, long number, UnitReports reports) {
    List<ShuffleDependency<Object, Object, Object>> upstream = new ArrayList<>();
    layer.upstream().forEach(read -> upstream.add(shuffles.get(read)));
    return new LayerRdd(
        context.spark(),
        layer.number(),
        number,
        context.oldest(),
        upstream,
        bundles(layer, codes),
        reports);
  }

  private List<Bundle> bundles(Layer layer, Iterator<TaskCodec.Encoded> codes) {
    int units = layer.units().size();
    int size =
        Math.min(
            Bundle.MOST_UNITS, Math.ceilDiv(units, Math.max(1, Math.min(units, context.tasks()))));
    List<Bundle> bundles = new ArrayList<>();
    for (int first = 0; first < units; first += size) {
      List<TaskCodec.@Nullable Encoded> does = new ArrayList<>();
      List<UnitReads> reads = new ArrayList<>();
      for (TaskUnit unit : layer.units().subList(first, Math.min(units, first + size))) {
        does.add(unit.tasks().isEmpty() ? null : codes.next());
        reads.add(reads(layer, unit));
      }
      bundles.add(new Bundle(bundles.size(), first, does, reads));
    }
    return bundles;
  }

  private UnitCode code(TaskUnit unit) {
    List<UnitCode.Step> steps = new ArrayList<>();
    for (int task : unit.tasks()) {
      int[] inputs = new int[graph.inputCount(task)];
      for (int i = 0; i < inputs.length; i++) {
        int step = unit.tasks().indexOf(graph.input(task, i));
        inputs[i] =
            step >= 0
                ? UnitCode.step(step)
                : unit.reads().indexOf(layering.place(graph.input(task, i)));
      }
      steps.add(new UnitCode.Step(graph.key(task), operator(task), graph.origin(task), inputs));
    }
    return new UnitCode(steps);
  }

  private Operator operator(int task) {
    Chunk chunk = handed.get(task);
    return chunk == null ? graph.operator(task) : new Carried(chunk);
  }

  private UnitReads reads(Layer layer, TaskUnit unit) {
    int count = unit.reads().size();
    int[] sources = new int[count];
    int[] units = new int[count];
    boolean[] shared = new boolean[count];
    for (int i = 0; i < count; i++) {
      Place read = unit.reads().get(i);
      sources[i] = layer.upstream().indexOf(read.layer());
      units[i] = read.unit();
      shared[i] = layering.isShared(read);
    }
    return new UnitReads(sources, units, shared);
  }

  /** The graph, which may have more tasks than the one that was submitted. */
  TaskGraph graph() {
    return graph;
  }

  /** How the graph was cut. */
  Layering layering() {
    return layering;
  }

  /** The layer that gives what is wanted. */
  LayerRdd last() {
    return last;
  }

  /** The tasks of a unit. */
  List<Integer> tasks(int layer, int unit) {
    return layering.layer(layer).units().get(unit).tasks();
  }

  /** Has executors delete what the layers have left there; does not wait. */
  void clean() {
    shuffles.subList(layering.first(), shuffles.size()).forEach(context::clean);
  }
}
