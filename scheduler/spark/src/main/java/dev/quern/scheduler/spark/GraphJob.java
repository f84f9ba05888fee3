package dev.quern.scheduler.spark;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Decision;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.spark.layer.Layer;
import dev.quern.scheduler.spark.layer.Layering;
import dev.quern.scheduler.spark.layer.Phases;
import dev.quern.scheduler.spark.layer.Place;
import dev.quern.scheduler.spark.layer.TaskUnit;
import dev.quern.scheduler.spark.rdd.LayerRdd;
import dev.quern.scheduler.spark.rdd.Shuffles;
import dev.quern.scheduler.spark.rdd.UnitReport;
import dev.quern.scheduler.spark.rdd.UnitReports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.spark.ShuffleDependency;

/**
 * A graph as RDDs, phase by phase: a layer each, of which the last of a phase is asked for. Results
 * of a phase are shuffles that the next ones read. Only one thread at a time asks for phases; what
 * is known of them may be asked by all.
 */
final class GraphJob {
  private final SharedContext context;
  private final TaskGraph graph;
  private final Map<Integer, Chunk> handed;
  private final UnitReports reports;
  private final long number;
  private final Phases phases;
  private final Set<KeptLayer> kept = new LinkedHashSet<>();
  private final int[] outputs;
  private final int outputCount;
  private final int firstLayer;

  /* By the number of the layer; the last one of the graph has none. */
  private final List<ShuffleDependency<Object, Object, Object>> shuffles = new ArrayList<>();
  private final Map<Integer, Layer> layers = new ConcurrentHashMap<>();
  private final Map<Integer, TaskUnit> copies = new ConcurrentHashMap<>();
  /* How many layers there are in a row up to each, from files on. */
  private final Map<Integer, Integer> lineage = new HashMap<>();
  private final Map<Integer, Boolean> decisions = new HashMap<>();

  /**
   * A job for a graph, not submitted.
   *
   * @param inputs the graph, and what it is handed; open as long as this is used
   * @param number of the graph, in the application
   */
  GraphJob(SharedContext context, KeptInputs inputs, long number, UnitReports reports) {
    this.context = context;
    this.graph = inputs.chunks().graph();
    this.handed = inputs.handles();
    this.reports = reports;
    this.number = number;
    this.phases = phases(inputs.chunks());
    this.firstLayer = shuffles.size();
    this.outputs = new int[inputs.chunks().size()];
    Map<Integer, Integer> units = new HashMap<>();
    for (int i = 0; i < outputs.length; i++) {
      int next = units.size();
      outputs[i] = units.computeIfAbsent(inputs.chunks().outputTask(i), _ -> next);
    }
    this.outputCount = units.size();
  }

  private Phases phases(LazyChunks chunks) {
    Map<KeptLayer, Integer> numbers = new LinkedHashMap<>();
    Map<Integer, Place> given = new HashMap<>();
    Map<Integer, Long> sizes = new HashMap<>();
    handed.forEach(
        (task, chunk) -> {
          if (chunk instanceof KeptLayer.Result(KeptLayer layer, int unit)) {
            int next = numbers.size();
            given.put(task, new Place(numbers.computeIfAbsent(layer, _ -> next), unit));
            sizes.put(task, layer.bytes(unit));
          }
        });
    numbers.forEach(
        (layer, place) -> {
          shuffles.add(layer.shuffle());
          lineage.put(place, layer.lineage());
        });
    kept.addAll(numbers.keySet());
    return new Phases(chunks, given, sizes, shuffles.size());
  }

  /**
   * A phase.
   *
   * @param layering its layers
   * @param last the last of them
   * @param leftOut tasks that are in none, since they have nothing to do
   */
  record Phase(Layering layering, LayerRdd last, List<Integer> leftOut) {}

  /**
   * The next phase; the one before must have been {@linkplain #made made}.
   *
   * @throws dev.quern.engine.UnsupportedDataException when an operator cannot leave this process
   */
  Phase next() {
    Layering layering = phases.next(false);
    UnitPacking packing = packing(layering, layering.layers());
    if ((layering.goesOn() || layering.hasCopies()) && packing.hasCode()) {
      // Objects of its classes go from phase to phase, and those of the next would be others.
      layering = phases.next(true);
      packing = packing(layering, layering.layers());
    }
    List<Layer> all = layering.layers();
    for (Layer layer : all) {
      layers.put(layer.number(), layer);
      for (TaskUnit unit : layer.units()) {
        unit.allCopies().forEach(copy -> copies.put(copy.results().getFirst(), copy));
      }
      int longest = 0;
      for (int read : layer.upstream()) {
        longest = Math.max(longest, lineage.getOrDefault(read, 0));
      }
      lineage.put(layer.number(), longest + 1);
    }
    for (Layer layer : all.subList(0, all.size() - 1)) {
      shuffles.add(Shuffles.of(rdd(layer, packing)));
    }
    return new Phase(layering, rdd(all.getLast(), packing), phases.takeLeftOut());
  }

  private UnitPacking packing(Layering layering, List<Layer> layers) {
    return new UnitPacking(graph, layering, layers, this::operator, phases::isLeftOut);
  }

  /**
   * Takes note that all layers of a phase were made.
   *
   * @param shuffle the results of the last one
   * @param told what was told of the result at each place
   * @return tasks that are left out, since they have nothing to do
   */
  List<Integer> made(
      Phase phase,
      ShuffleDependency<Object, Object, Object> shuffle,
      Function<Place, UnitReport.Result> told) {
    shuffles.add(shuffle);
    phases.made(phase.layering(), place -> told.apply(place).bytes());
    List<Integer> leftOut = new ArrayList<>();
    Layer last = phase.layering().layers().getLast();
    int decided = decisions.size();
    int number = 0;
    for (TaskUnit unit : last.units()) {
      for (int i = 0; i < unit.results().size(); i++) {
        int task = unit.results().get(i);
        if (Decision.of(graph.operator(task)).isPresent()) {
          boolean calls = told.apply(new Place(last.number(), number + i)).calls();
          decisions.put(task, calls);
          leftOut.addAll(phases.decided(task, calls));
        }
      }
      number += unit.width();
    }
    if (decisions.size() > decided) {
      // Whoever makes a lost result again must not decide otherwise: others rely on it.
      UnitPacking again = packing(phase.layering(), List.of(last));
      phase.last().replaceWith(again.bundles(last, phase.last().bundleUnits()));
    }
    return leftOut;
  }

  private LayerRdd rdd(Layer layer, UnitPacking packing) {
    List<ShuffleDependency<Object, Object, Object>> upstream = new ArrayList<>();
    layer.upstream().forEach(read -> upstream.add(shuffles.get(read)));
    return new LayerRdd(
        context.spark(),
        layer.number(),
        number,
        context.oldest(),
        upstream,
        layer.sections(),
        packing.copies(layer),
        packing.bundles(layer, UnitPacking.bundleSize(layer, context.tasks())),
        reports);
  }

  private Operator operator(int task) {
    Chunk chunk = handed.get(task);
    if (chunk != null) {
      return new Carried(chunk);
    }
    Boolean calls = phases.isUncalled(task) ? Boolean.FALSE : decisions.get(task);
    Operator operator = graph.operator(task);
    return calls == null ? operator : Decision.decided(operator, calls);
  }

  /** How many layers have to be made one after the other for {@code phase}, when all are lost. */
  int lineage(Phase phase) {
    return lineage.getOrDefault(phase.layering().layers().getLast().number(), 0);
  }

  /** What it reads that was kept. */
  Set<KeptLayer> kept() {
    return kept;
  }

  /** The graph, which may have more tasks than the one that was submitted. */
  TaskGraph graph() {
    return graph;
  }

  /** How many results it gives. */
  int outputs() {
    return outputCount;
  }

  /** Which of the units of the last layer gives result {@code position}. */
  int outputUnit(int position) {
    return outputs[position];
  }

  /** A unit that was begun. */
  TaskUnit unit(int layer, int unit) {
    return Objects.requireNonNull(layers.get(layer), "a layer that was begun").units().get(unit);
  }

  /** What units carry out themselves that ends with {@code task}. */
  TaskUnit copy(int task) {
    return Objects.requireNonNull(copies.get(task), "a copy that was begun");
  }

  /** Has executors delete what the layers have left there; does not wait. */
  void clean() {
    shuffles.subList(firstLayer, shuffles.size()).forEach(context::clean);
  }
}
