package dev.quern.scheduler.spark.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayeringTest {
  private final TaskGraphBuilder builder = TaskGraph.builder();

  @Test
  void oneLayerWhenNothingIsExchanged() {
    tasks("a", 3);
    Layering layering = Layering.of(LazyChunks.sinks(builder.build()));
    assertThat(layering.layers()).hasSize(1);
    assertThat(layering.layers().getFirst().units()).hasSize(3);
    assertThat(layering.layers().getFirst().upstream()).isEmpty();
  }

  @Test
  void everyTaskReadsEveryOther() {
    List<Key> sources = tasks("a", 4);
    for (int i = 0; i < 3; i++) {
      task("b", i, sources);
    }
    Layering layering = Layering.of(LazyChunks.sinks(builder.build()));
    List<Layer> layers = layering.layers();
    assertThat(layers).hasSize(2);
    assertThat(layers.get(0).units()).hasSize(4);
    assertThat(layers.get(1).units().getFirst().reads()).allMatch(layering::isShared);
    assertThat(layers.get(1).units()).hasSize(3).allMatch(unit -> unit.reads().size() == 4);
    assertThat(layers.get(1).upstream()).containsExactly(0);
  }

  @Test
  void bothSidesOfAnElementwiseOperationJoinIt() {
    List<Key> left = tasks("a", 3);
    List<Key> right = tasks("b", 3);
    for (int i = 0; i < 3; i++) {
      task("c", i, List.of(left.get(i), right.get(i)));
    }
    List<Layer> layers = Layering.of(LazyChunks.sinks(builder.build())).layers();
    assertThat(layers).hasSize(1);
    assertThat(layers.getFirst().units()).hasSize(3).allMatch(unit -> unit.tasks().size() == 3);
  }

  @Test
  void aTreeOverPartitionsStaysATree() {
    Key root = task("sum", 0, tasks("a", 4));
    List<Layer> layers = Layering.of(wanted(root)).layers();
    assertThat(layers).hasSize(2);
    assertThat(layers.getFirst().units()).hasSize(4);
  }

  @Test
  void singleCallsAreCarriedOutAtOnce() {
    Key first = task("first", 0, List.of());
    Key second = task("second", 0, List.of());
    Key both = task("both", 0, List.of(first, second));
    List<Layer> layers = Layering.of(wanted(both)).layers();
    assertThat(layers).hasSize(2);
    assertThat(layers.getFirst().units()).hasSize(2);
  }

  @Test
  void whatIsWantedAndReadIsPassedOn() {
    List<Key> sources = tasks("a", 2);
    Key middle = task("b", 0, sources);
    List<Key> ends = List.of(task("c", 0, List.of(middle)), task("c", 1, List.of(middle)));
    LazyChunks chunks =
        LazyChunks.of(builder.build(), List.of(ends.get(1), middle, ends.get(0), middle));
    Layering layering = Layering.of(chunks);
    Layer last = layering.layers().getLast();
    assertThat(last.units()).hasSize(3);
    assertThat(layering.outputUnit(1)).isEqualTo(layering.outputUnit(3));
    TaskUnit passedOn = last.units().get(layering.outputUnit(1));
    assertThat(passedOn.tasks()).isEmpty();
    assertThat(passedOn.reads()).containsExactly(layering.place(2));
    assertThat(layering.isShared(layering.place(2))).isTrue();
  }

  @Test
  void whatIsThereIsNotMadeAgain() {
    List<Key> there = tasks("a", 3);
    List<Key> more = tasks("b", 3);
    List<Key> ends = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ends.add(task("c", i, List.of(there.get(i), more.get(i))));
    }
    ends.add(there.getFirst());
    Map<Integer, Place> given = Map.of(0, new Place(0, 2), 1, new Place(0, 1), 2, new Place(0, 0));
    Layering layering = Layering.of(LazyChunks.of(builder.build(), ends), given);
    assertThat(layering.first()).isEqualTo(1);
    assertThat(layering.layers()).hasSize(1);
    Layer last = layering.layers().getFirst();
    assertThat(last.number()).isEqualTo(1);
    assertThat(last.upstream()).containsExactly(0);
    assertThat(last.units().getFirst().tasks()).containsExactly(3, 6);
    assertThat(last.units().getFirst().reads()).containsExactly(new Place(0, 2));
    assertThat(layering.isShared(new Place(0, 2))).isTrue();
    assertThat(layering.isShared(new Place(0, 1))).isFalse();
  }

  @Test
  void unitsOfOneOperationStandTogether() {
    List<Key> mixed = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      mixed.add(task("a", i, List.of()));
      mixed.add(task("b", i, List.of()));
    }
    Key ofA = task("c", 0, List.of(mixed.get(0), mixed.get(2), mixed.get(4), mixed.get(6)));
    Key ofB = task("d", 0, List.of(mixed.get(1), mixed.get(3), mixed.get(5), mixed.get(7)));
    List<Layer> layers = Layering.of(LazyChunks.of(builder.build(), List.of(ofA, ofB))).layers();
    assertThat(layers).hasSize(2);
    for (TaskUnit reader : layers.get(1).units()) {
      int first = reader.reads().getFirst().unit();
      assertThat(reader.reads())
          .extracting(Place::unit)
          .containsExactly(first, first + 1, first + 2, first + 3);
    }
  }

  @Test
  void whoReadsASectionReadsThatAlone() {
    List<Key> sources = tasks("a", 2);
    List<Key> ends = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ends.add(new Token("b", 0, 0).at(i));
      builder.add(ends.getLast(), new ReadsOne(i), Origin.of("b"), sources);
    }
    List<Layer> layers = Layering.of(LazyChunks.of(builder.build(), ends)).layers();
    assertThat(layers.getFirst().sections()).isEqualTo(3);
    assertThat(layers.getLast().sections()).isZero();
    for (int i = 0; i < 3; i++) {
      TaskUnit reader = layers.getLast().units().get(i);
      assertThat(reader.reads()).containsExactly(new Place(0, 0, i), new Place(0, 1, i));
    }
  }

  @Test
  void whatSomebodyReadsAsAWholeIsNotDivided() {
    Key source = task("a", 0, List.of());
    Key section = new Token("b", 0, 0).at(0);
    builder.add(section, new ReadsOne(0), Origin.of("b"), source);
    Key all = task("c", 0, List.of(source));
    LazyChunks chunks = LazyChunks.of(builder.build(), List.of(section, all));
    List<Layer> layers = Layering.of(chunks).layers();
    assertThat(layers.getFirst().sections()).isZero();
    assertThat(layers.getLast().units())
        .allSatisfy(unit -> assertThat(unit.reads()).containsExactly(new Place(0, 0)));
  }

  @Test
  void randomGraphsAreLaidCompletelyAndInOrder() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      check(randomGraph(random), "seed " + seed + ", round " + round);
    }
  }

  private static void check(LazyChunks chunks, String what) {
    TaskGraph graph = chunks.graph();
    Layering layering = Layering.of(chunks);
    List<Layer> layers = layering.layers();
    Set<Integer> placed = new HashSet<>();
    for (Layer layer : layers) {
      for (TaskUnit unit : layer.units()) {
        Set<Integer> mine = new HashSet<>(unit.tasks());
        mine.forEach(task -> assertThat(placed.add(task)).as(what).isTrue());
        for (Place read : unit.reads()) {
          assertThat(layer.upstream()).as(what).contains(read.layer());
          assertThat(read.layer()).as(what).isLessThan(layer.number());
        }
        for (int task : unit.tasks()) {
          for (int i = 0; i < graph.inputCount(task); i++) {
            int input = graph.input(task, i);
            assertThat(mine.contains(input) || unit.reads().contains(layering.place(input)))
                .as(what)
                .isTrue();
          }
        }
      }
    }
    assertThat(placed).as(what).hasSize(graph.size());
    for (int i = 0; i < chunks.size(); i++) {
      TaskUnit unit = layers.getLast().units().get(layering.outputUnit(i));
      int task = chunks.outputTask(i);
      assertThat(
              unit.results().contains(task)
                  || (unit.tasks().isEmpty()
                      && unit.reads().getFirst().equals(layering.place(task))))
          .as(what)
          .isTrue();
    }
  }

  private static LazyChunks randomGraph(Random random) {
    TaskGraphBuilder graph = TaskGraph.builder();
    List<Key> keys = new ArrayList<>();
    int size = 1 + random.nextInt(40);
    for (int i = 0; i < size; i++) {
      List<Key> inputs = new ArrayList<>();
      for (int j = random.nextInt(4); j > 0 && !keys.isEmpty(); j--) {
        inputs.add(keys.get(random.nextInt(keys.size())));
      }
      Key key = new Token("op" + random.nextInt(6), 0, 0).at(i);
      graph.add(key, new Nothing(), Origin.of("test"), inputs);
      keys.add(key);
    }
    List<Key> outputs = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      outputs.add(keys.get(random.nextInt(keys.size())));
    }
    return LazyChunks.of(graph.build(), outputs).optimized();
  }

  private LazyChunks wanted(Key key) {
    return LazyChunks.of(builder.build(), List.of(key));
  }

  private List<Key> tasks(String operation, int count) {
    return IntStream.range(0, count).mapToObj(i -> task(operation, i, List.of())).toList();
  }

  private Key task(String operation, int partition, List<Key> inputs) {
    Key key = new Token(operation, 0, 0).at(partition);
    builder.add(key, new Nothing(), Origin.of(operation), inputs);
    return key;
  }

  private record ReadsOne(int section) implements ReadsSections {
    @Override
    public int section(int input, int inputs) {
      return section;
    }

    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      throw new UnsupportedOperationException();
    }
  }

  private record Nothing() implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      throw new UnsupportedOperationException();
    }
  }
}
