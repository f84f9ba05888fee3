package dev.quern.scheduler.spark;

import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.scheduler.codec.TaskCodec;
import dev.quern.scheduler.spark.layer.Layer;
import dev.quern.scheduler.spark.layer.Layering;
import dev.quern.scheduler.spark.layer.Place;
import dev.quern.scheduler.spark.layer.TaskUnit;
import dev.quern.scheduler.spark.rdd.Bundle;
import dev.quern.scheduler.spark.worker.UnitCode;
import dev.quern.scheduler.spark.worker.UnitCopy;
import dev.quern.scheduler.spark.worker.UnitReads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The units of some layers as they travel. */
final class UnitPacking {
  private final TaskGraph graph;
  private final Layering layering;
  private final IntFunction<Operator> operators;
  private final IntPredicate leftOut;
  private final Map<TaskUnit, TaskCodec.Encoded> codes = new HashMap<>();

  /**
   * Packs what these layers of {@code layering} do. The units hand each other objects, so that all
   * of them have the same code.
   *
   * @param operators what each task of {@code graph} does, by its number
   * @param leftOut whether nobody looks at the result of a task
   * @throws dev.quern.engine.UnsupportedDataException when an operator cannot leave this process
   */
  UnitPacking(
      TaskGraph graph,
      Layering layering,
      List<Layer> layers,
      IntFunction<Operator> operators,
      IntPredicate leftOut) {
    this.graph = graph;
    this.layering = layering;
    this.operators = operators;
    this.leftOut = leftOut;
    List<TaskUnit> units =
        layers.stream()
            .flatMap(layer -> layer.units().stream())
            .flatMap(unit -> Stream.concat(unit.allCopies().stream(), Stream.of(unit)))
            .filter(unit -> !unit.tasks().isEmpty())
            .distinct()
            .toList();
    List<TaskCodec.Encoded> encoded = TaskCodec.encodeAll(units.stream().map(this::code).toList());
    for (int i = 0; i < units.size(); i++) {
      codes.put(units.get(i), encoded.get(i));
    }
  }

  /** Whether code goes along that the other side may not have. */
  boolean hasCode() {
    return codes.values().stream().anyMatch(TaskCodec.Encoded::hasCode);
  }

  /** What units of {@code layer} carry out themselves, by the tasks that end it. */
  Map<Integer, UnitCopy> copies(Layer layer) {
    Map<Integer, UnitCopy> copies = new HashMap<>();
    for (TaskUnit unit : layer.units()) {
      for (TaskUnit copy : unit.allCopies()) {
        byte[] code = Objects.requireNonNull(codes.get(copy), "it was packed").toBytes();
        int task = copy.results().getFirst();
        copies.computeIfAbsent(task, _ -> new UnitCopy(task, code, reads(layer, copy)));
      }
    }
    return copies;
  }

  /** How many units of {@code layer} make a bundle, when there should be {@code most} of those. */
  static int bundleSize(Layer layer, int most) {
    int units = layer.units().size();
    return Math.min(
        Bundle.mostUnits(layer.sections()),
        Math.ceilDiv(units, Math.max(1, Math.min(units, most))));
  }

  /** The units of {@code layer} in bundles of {@code size}; the last may have fewer. */
  List<Bundle> bundles(Layer layer, int size) {
    int units = layer.units().size();
    List<Bundle> bundles = new ArrayList<>();
    for (int first = 0; first < units; first += size) {
      List<TaskCodec.@Nullable Encoded> does = new ArrayList<>();
      List<UnitReads> reads = new ArrayList<>();
      List<Integer> sections = new ArrayList<>();
      int width = 1;
      for (TaskUnit unit : layer.units().subList(first, Math.min(units, first + size))) {
        does.add(codes.get(unit));
        reads.add(reads(layer, unit));
        sections.add(unit.sections());
        width = unit.width();
      }
      bundles.add(new Bundle(bundles.size(), first, width, does, reads, sections));
    }
    return bundles;
  }

  private UnitCode code(TaskUnit unit) {
    Map<Integer, Integer> stepOf = numbered(unit.tasks());
    Map<Place, Integer> readOf = numbered(unit.reads());
    List<UnitCode.Step> steps = new ArrayList<>();
    for (int task : unit.tasks()) {
      int[] inputs = new int[graph.inputCount(task)];
      for (int i = 0; i < inputs.length; i++) {
        int input = graph.input(task, i);
        Integer step = stepOf.get(input);
        if (leftOut.test(input)) {
          inputs[i] = UnitCode.NOTHING;
        } else if (step != null) {
          inputs[i] = UnitCode.step(step);
        } else {
          inputs[i] = number(readOf, layering.read(task, i));
        }
      }
      steps.add(
          new UnitCode.Step(graph.key(task), operators.apply(task), graph.origin(task), inputs));
    }
    List<Integer> results = new ArrayList<>();
    for (int task : unit.results()) {
      Integer step = stepOf.get(task);
      results.add(step != null ? UnitCode.step(step) : number(readOf, layering.place(task)));
    }
    return new UnitCode(steps, results);
  }

  private static <T> Map<T, Integer> numbered(List<T> list) {
    Map<T, Integer> numbers = new HashMap<>();
    list.forEach(element -> numbers.put(element, numbers.size()));
    return numbers;
  }

  private static int number(Map<Place, Integer> reads, Place place) {
    return Objects.requireNonNull(reads.get(place), "it is read");
  }

  private UnitReads reads(Layer layer, TaskUnit unit) {
    int count = unit.reads().size();
    int[] sources = new int[count];
    int[] units = new int[count];
    int[] sections = new int[count];
    boolean[] shared = new boolean[count];
    for (int i = 0; i < count; i++) {
      Place read = unit.reads().get(i);
      sources[i] = read.isCopied() ? UnitReads.COPIED : layer.upstream().indexOf(read.layer());
      units[i] = read.unit();
      sections[i] = read.section();
      // Whoever chooses sections reads others.
      shared[i] =
          read.isCopied() || (layering.isShared(read) && read.section() != ReadsSections.CHOSEN);
    }
    return new UnitReads(sources, units, sections, shared);
  }
}
