package dev.quern.scheduler.spark.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.Decision;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhasesTest extends PhasesOfGraph {
  @Test
  void whatHasNothingToDoIsLeftOut() {
    List<Key> ends = join("a", sources("right", 3), sources("left", 2));
    Phases phases = phases(ends);
    Layering first = phases.next(false);
    assertThat(first.goesOn()).isTrue();
    assertThat(sizes(first)).containsExactly(3, 1);
    phases.made(first, _ -> Long.MAX_VALUE);
    assertThat(phases.decided(decision(first, 0), false)).hasSize(2 + 4);

    Layering last = phases.next(false);
    assertThat(last.goesOn()).isFalse();
    assertThat(sizes(last)).as("the left side is read where it is probed").containsExactly(2);
    assertThat(last.first()).isEqualTo(2);
    assertThat(last.layer(2).upstream()).containsExactly(1);
    for (TaskUnit unit : last.layer(2).units()) {
      assertThat(unit.tasks()).hasSize(2);
      assertThat(unit.reads()).containsExactly(new Place(1, 0));
    }
  }

  @Test
  void whatHasSomethingToDoIsDone() {
    Phases phases = phases(join("a", sources("right", 3), sources("left", 2)));
    Layering first = phases.next(false);
    phases.made(first, _ -> Long.MAX_VALUE);
    assertThat(phases.decided(decision(first, 0), true)).isEmpty();
    Layering last = phases.next(false);
    assertThat(last.goesOn()).isFalse();
    assertThat(sizes(last)).as("left, scattered, parts, rows").containsExactly(2, 2, 4, 2);
  }

  @Test
  void aDecisionThatWaitsForAnotherComesAPhaseLater() {
    List<Key> inner = join("inner", sources("a", 2), sources("b", 2));
    List<Key> outer = join("outer", inner, sources("c", 2));
    List<Key> both = join("last", sources("d", 2), outer);
    Phases phases = phases(both);
    Layering first = phases.next(false);
    assertThat(first.layers().getLast().units()).as("inner and last").hasSize(2);
    phases.made(first, _ -> Long.MAX_VALUE);
    phases.decided(decision(first, 0), false);
    phases.decided(decision(first, 1), false);
    Layering second = phases.next(false);
    assertThat(second.goesOn()).isTrue();
    assertThat(second.layers().getLast().units()).as("outer").hasSize(1);
    phases.made(second, _ -> Long.MAX_VALUE);
    phases.decided(decision(second, 0), false);
    Layering third = phases.next(false);
    assertThat(third.goesOn()).isFalse();
    assertThat(sizes(third)).containsExactly(2);
  }

  @Test
  void whoWaitsForADecisionThatIsNotMadeHasNothingToDo() {
    Key first = task("first", 0, new Decides(), sources("a", 1));
    Key second = task("second", 0, new WaitingDecision(), List.of(first));
    Key work = task("work", 0, new Waits(0), List.of(second));
    Phases phases = phases(List.of(task("end", 0, new Plain(), List.of(first, work))));
    Layering phase = phases.next(false);
    phases.made(phase, _ -> Long.MAX_VALUE);
    assertThat(phases.decided(decision(phase, 0), false)).hasSize(2);
    assertThat(phases.next(false).goesOn()).isFalse();
  }

  @Test
  void nobodyWaitsWhenAllIsWantedAtOnce() {
    Phases phases = phases(join("a", sources("right", 3), sources("left", 2)));
    Layering all = phases.next(true);
    assertThat(all.goesOn()).isFalse();
    assertThat(all.layers()).hasSizeGreaterThan(4);
  }

  private static int decision(Layering phase, int unit) {
    return phase.layers().getLast().units().get(unit).results().getFirst();
  }

  private List<Key> join(String name, List<Key> right, List<Key> left) {
    Key table = task(name + " table", 0, new Decides(), right);
    List<Key> scattered = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      List<Key> inputs = List.of(left.get(i), table);
      scattered.add(task(name + " scatter", i, new Waits(1), inputs));
    }
    List<Key> read = new ArrayList<>(List.of(table));
    read.addAll(scattered);
    List<Key> parts =
        IntStream.range(0, 4).mapToObj(i -> task(name + " part", i, new Waits(0), read)).toList();
    List<Key> rows = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      List<Key> inputs = new ArrayList<>(List.of(left.get(i), table));
      inputs.addAll(parts);
      rows.add(task(name + " rows", i, new Plain(), inputs));
    }
    return rows;
  }

  private List<Key> sources(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> task(name, i, new Plain(), List.of())).toList();
  }

  private record Plain() implements Unrun {}

  private record Decides() implements Decision, Unrun {
    @Override
    public boolean calls(Chunk result) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Operator decided(boolean calls) {
      throw new UnsupportedOperationException();
    }
  }

  private record WaitingDecision() implements Contingent, Decision, Unrun {
    @Override
    public int decidedBy(int inputs) {
      return 0;
    }

    @Override
    public boolean calls(Chunk result) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Operator decided(boolean calls) {
      throw new UnsupportedOperationException();
    }
  }

  private record Waits(int input) implements Contingent, Unrun {
    @Override
    public int decidedBy(int inputs) {
      return input;
    }
  }
}
