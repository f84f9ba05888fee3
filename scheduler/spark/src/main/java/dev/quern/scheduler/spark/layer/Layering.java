package dev.quern.scheduler.spark.layer;

import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A graph cut into layers. Tasks that {@linkplain Joining join} their reader make a unit with it;
 * units of equal depth that read the same layers make a layer; and what the caller wants makes the
 * last one, however deep it is:
 *
 * <pre>
 *   s0  s1  s2  t0  t1         layer 0   s0 s1 s2 t0 t1
 *    \   |  /    \  /
 *     \  | /      u            layer 1   u                 reads 0
 *      p0  p1   / |
 *       |\ /|  /  |            layer 2   p0 p1             reads 0, 1     wanted
 *       | X | /   |                      u, passed on      reads 1        wanted, and read by others
 * </pre>
 *
 * <p>Between layers each result is kept where it was made until all who read it have. Immutable;
 * made in time linear in tasks and edges.
 */
public final class Layering {
  private final OpenTasks open;
  private final TaskGraph graph;
  private final int first;
  private final boolean goesOn;
  private final Copies copies;

  /* What the last layer makes. */
  private final int[] targets;

  /* By the last task of a unit; null for tasks that are not the last. */
  private final @Nullable Draft[] units;
  private final @Nullable Place[] places;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<Place, Integer> readers = new HashMap<>();
  private final Map<Integer, TaskUnit> copied = new HashMap<>();
  private final int[] outputs;

  private Layering(OpenTasks open, int first, int[] targets, boolean goesOn, Copies copies) {
    this.open = open;
    this.graph = open.graph();
    this.first = first;
    this.goesOn = goesOn;
    this.copies = copies;
    this.targets = targets;
    this.units = new @Nullable Draft[graph.size()];
    this.places = new @Nullable Place[graph.size()];
    this.outputs = new int[targets.length];
  }

  /** The layers of {@code chunks}, which should be optimised. */
  public static Layering of(LazyChunks chunks) {
    return of(chunks, Map.of());
  }

  /**
   * The layers of {@code chunks} when some results are there from before.
   *
   * @param given where they are, by their tasks' numbers: in layers that are numbered from 0
   */
  public static Layering of(LazyChunks chunks, Map<Integer, Place> given) {
    int first = given.values().stream().mapToInt(place -> place.layer() + 1).max().orElse(0);
    return of(
        chunks,
        new OpenTasks(chunks, given, new BitSet(), Sections.of(chunks, given.keySet())),
        first,
        Copies.none());
  }

  /**
   * The layers of what is left of {@code chunks}, numbered from {@code first}.
   *
   * @param copies the units that are in no layer
   */
  static Layering of(LazyChunks chunks, OpenTasks open, int first, Copies copies) {
    return laid(new Layering(open, first, outputs(chunks), false, copies), chunks);
  }

  /** The layers that lead to {@code tasks}, which are wanted besides. */
  static Layering to(
      LazyChunks chunks, OpenTasks open, int first, Copies copies, List<Integer> tasks) {
    int[] targets = tasks.stream().mapToInt(Integer::intValue).toArray();
    return laid(new Layering(open, first, targets, true, copies), chunks);
  }

  /**
   * One layer of one unit that does all that leads to {@code results}.
   *
   * @param goesOn whether something is left to do after it
   */
  static Layering inOne(OpenTasks open, int first, List<Integer> results, boolean goesOn) {
    int[] targets = results.stream().mapToInt(Integer::intValue).toArray();
    Layering layering = new Layering(open, first, targets, goesOn, Copies.none());
    layering.open.given().forEach((task, there) -> layering.places[task] = there);
    layering.layInOne(results);
    return layering;
  }

  /** The tasks whose results are wanted, in their order. */
  static int[] outputs(LazyChunks chunks) {
    int[] outputs = new int[chunks.size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = chunks.outputTask(i);
    }
    return outputs;
  }

  /** Which tasks join their reader when these are wanted besides what the caller wants. */
  static boolean[] joins(LazyChunks chunks, OpenTasks open, int... targets) {
    boolean[] wanted = new boolean[open.graph().size()];
    for (int output : outputs(chunks)) {
      wanted[output] = true;
    }
    for (int target : targets) {
      wanted[target] = true;
    }
    return Joining.of(open, wanted);
  }

  private static Layering laid(Layering layering, LazyChunks chunks) {
    layering.draft(joins(chunks, layering.open, layering.targets));
    layering.layInner();
    layering.layLast();
    return layering;
  }

  /**
   * The layers, each after those it reads, numbered from {@link #first}. The last makes what is
   * wanted.
   */
  public List<Layer> layers() {
    return List.copyOf(layers);
  }

  /** Whether something is left to do after the last layer, which does not make what is wanted. */
  public boolean goesOn() {
    return goesOn;
  }

  /** Whether units carry out others themselves to read their results. */
  public boolean hasCopies() {
    return !copied.isEmpty();
  }

  /** The number of the first layer: those below were given. */
  public int first() {
    return first;
  }

  /** The layer of this number, which was not given. */
  public Layer layer(int number) {
    return layers.get(number - first);
  }

  /** Where {@code task} reads an input, which must be the last of another unit. */
  public Place read(int task, int input) {
    Place place = place(graph.input(task, input));
    return place.isCopied() ? place : place.section(open.sections().read(task, input));
  }

  /** Whether several units read what is at {@code place}. */
  public boolean isShared(Place place) {
    return readers.getOrDefault(place, 0) > 1;
  }

  /** The number of the unit in the last layer that makes what is wanted {@code position}-th. */
  public int outputUnit(int position) {
    return outputs[position];
  }

  /**
   * Where the result of {@code task} is kept, which must be the last of a unit that others read.
   */
  public Place place(int task) {
    Place place = places[task];
    if (place == null) {
      throw new IllegalArgumentException("the result of task %d is not kept".formatted(task));
    }
    return place;
  }

  /** Where the results of these layers are, by the tasks that make them. */
  Map<Integer, Place> made() {
    Map<Integer, Place> made = new HashMap<>();
    for (Layer layer : layers) {
      int number = 0;
      for (TaskUnit unit : layer.units()) {
        for (int i = 0; i < unit.results().size(); i++) {
          made.putIfAbsent(unit.results().get(i), new Place(layer.number(), number + i));
        }
        number += unit.width();
      }
    }
    return made;
  }

  private void draft(boolean[] joins) {
    open.given().forEach((task, there) -> places[task] = there);
    boolean[] needed = open.needed(targets);
    int[] home = open.homes(joins);
    for (int task = 0; task < home.length; task++) {
      if (!needed[task]) {
        continue;
      }
      Draft unit = units[home[task]];
      if (unit == null) {
        unit = new Draft(home[task]);
        units[home[task]] = unit;
      }
      unit.addTask(task);
      for (int i = 0; i < graph.inputCount(task); i++) {
        int input = graph.input(task, i);
        if (!joins[input] && open.isRead(task, i)) {
          unit.addRead(input);
        }
      }
    }
    for (int target : targets) {
      if (needed[target]) {
        unit(target).want();
      }
    }
    // What a unit reads ends with a lower task, so its depth is known.
    for (Draft unit : drafts()) {
      if (copies.isCopied(unit.last()) && !unit.isWanted()) {
        unit.copy();
        places[unit.last()] = Place.copy(unit.last());
      }
      int depth = 0;
      for (int read : unit.reads()) {
        if (needed[read]) {
          unit(read).addReader();
          depth = Math.max(depth, unit(read).depth() + (unit(read).isCopied() ? 0 : 1));
        }
      }
      unit.setDepth(depth);
    }
  }

  private void layInner() {
    List<Draft> inner =
        drafts().stream()
            .filter(unit -> !unit.isOnlyWanted() && !unit.isCopied())
            .sorted(Comparator.comparingInt(Draft::depth))
            .toList();
    int from = 0;
    while (from < inner.size()) {
      int depth = inner.get(from).depth();
      Map<List<Integer>, List<Draft>> shapes = new LinkedHashMap<>();
      int to = from;
      while (to < inner.size() && inner.get(to).depth() == depth) {
        Draft unit = inner.get(to++);
        shapes.computeIfAbsent(upstream(List.of(unit)), _ -> new ArrayList<>()).add(unit);
      }
      shapes.values().forEach(alike -> lay(depth, alike));
      from = to;
    }
  }

  private void lay(int depth, List<Draft> alike) {
    List<Draft> ordered = byOperation(alike);
    int number = first + layers.size();
    List<TaskUnit> laid = new ArrayList<>();
    for (Draft unit : ordered) {
      places[unit.last()] = new Place(number, laid.size());
      laid.add(unit(unit));
    }
    layers.add(new Layer(number, depth, upstream(ordered), sections(laid), laid));
  }

  private void layLast() {
    int[] unitOf = new int[graph.size()];
    Arrays.fill(unitOf, -1);
    List<TaskUnit> laid = new ArrayList<>();
    TreeSet<Integer> upstream = new TreeSet<>();
    for (int i = 0; i < outputs.length; i++) {
      int task = targets[i];
      if (unitOf[task] < 0) {
        Draft made = units[task];
        TaskUnit unit = made != null && made.isOnlyWanted() ? unit(made) : passingOn(place(task));
        addUpstream(unit, upstream);
        unitOf[task] = laid.size();
        laid.add(unit);
      }
      outputs[i] = unitOf[task];
    }
    int depth = 0;
    for (int layer : upstream) {
      depth = Math.max(depth, layer < first ? 0 : layer(layer).depth() + 1);
    }
    int number = first + layers.size();
    layers.add(new Layer(number, depth, List.copyOf(upstream), sections(laid), laid));
  }

  private void layInOne(List<Integer> results) {
    boolean[] needed = open.needed(targets);
    List<Integer> tasks = new ArrayList<>();
    Set<Place> read = new HashSet<>();
    for (int task = 0; task < needed.length; task++) {
      if (needed[task]) {
        tasks.add(task);
        for (int i = 0; i < graph.inputCount(task); i++) {
          if (open.isRead(task, i) && !needed[graph.input(task, i)]) {
            read.add(read(task, i));
          }
        }
      }
    }
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = results.indexOf(targets[i]);
      if (!needed[targets[i]]) {
        read.add(place(targets[i]));
      }
    }
    List<Place> reads = new ArrayList<>(read);
    // Of a section there are many results behind one another, of a result few sections.
    reads.sort(
        Comparator.comparingInt(Place::layer)
            .thenComparingInt(Place::section)
            .thenComparingInt(Place::unit));
    List<Integer> upstream = reads.stream().map(Place::layer).distinct().toList();
    TaskUnit unit = new TaskUnit(tasks, reads, 0, results, List.of());
    layers.add(new Layer(first, 0, upstream, 0, List.of(unit)));
  }

  private static int sections(List<TaskUnit> units) {
    return units.stream().mapToInt(TaskUnit::sections).max().orElse(0);
  }

  private TaskUnit unit(Draft draft) {
    Set<Place> places = new HashSet<>();
    for (int task : draft.tasks()) {
      for (int i = 0; i < graph.inputCount(task); i++) {
        int input = graph.input(task, i);
        if (draft.isRead(input) && open.isRead(task, i)) {
          places.add(read(task, i));
        }
      }
    }
    List<Place> reads = new ArrayList<>(places);
    reads.sort(
        Comparator.comparingInt(Place::layer)
            .thenComparingInt(Place::unit)
            .thenComparingInt(Place::section));
    reads.forEach(read -> readers.merge(read, 1, Integer::sum));
    List<TaskUnit> needed =
        reads.stream().filter(Place::isCopied).map(read -> copy(read.unit())).toList();
    return new TaskUnit(draft.tasks(), reads, open.sections().count(draft.last()), needed);
  }

  private TaskUnit copy(int task) {
    TaskUnit known = copied.get(task);
    TaskUnit copy = known == null ? unit(unit(task)) : known;
    copied.put(task, copy);
    return copy;
  }

  private TaskUnit passingOn(Place place) {
    readers.merge(place, 1, Integer::sum);
    return TaskUnit.passingOn(place);
  }

  private List<Integer> upstream(List<Draft> alike) {
    TreeSet<Integer> upstream = new TreeSet<>();
    alike.forEach(unit -> addUpstream(unit, upstream));
    return List.copyOf(upstream);
  }

  private void addUpstream(Draft unit, Set<Integer> upstream) {
    for (int read : unit.reads()) {
      Place place = place(read);
      if (place.isCopied()) {
        addUpstream(unit(read), upstream);
      } else {
        upstream.add(place.layer());
      }
    }
  }

  private static void addUpstream(TaskUnit unit, Set<Integer> upstream) {
    unit.reads().stream().filter(read -> !read.isCopied()).map(Place::layer).forEach(upstream::add);
    unit.copies().forEach(copy -> addUpstream(copy, upstream));
  }

  /* So that a reader of one operation reads a stretch of neighbours. */
  private List<Draft> byOperation(List<Draft> alike) {
    Map<Token, Integer> first = new HashMap<>();
    alike.forEach(unit -> first.putIfAbsent(graph.key(unit.last()).token(), first.size()));
    List<Draft> ordered = new ArrayList<>(alike);
    ordered.sort(
        Comparator.<Draft>comparingInt(
                unit -> first.getOrDefault(graph.key(unit.last()).token(), 0))
            .thenComparingInt(Draft::last));
    return ordered;
  }

  private List<Draft> drafts() {
    List<Draft> all = new ArrayList<>();
    for (Draft unit : units) {
      if (unit != null) {
        all.add(unit);
      }
    }
    return all;
  }

  private Draft unit(int last) {
    Draft unit = units[last];
    if (unit == null) {
      throw new IllegalStateException("no unit ends with task " + last);
    }
    return unit;
  }
}
