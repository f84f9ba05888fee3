package dev.quern.scheduler.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.Decision;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.run.Computation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tasks that turn out to have nothing to do are left out on a cluster, and no others. */
@ExtendWith(Cluster.class)
class DecisionTest {
  private static final int TASKS = 3;
  private static final Origin ORIGIN = Origin.of("decision");

  @Test
  void tasksThatAreNotCalledAreLeftOut() {
    assertThat(run(false)).containsExactly("no", "no", "no");
  }

  @Test
  void tasksThatAreCalledAreCarriedOut() {
    assertThat(run(true))
        .containsExactly("yes: work of 0 1 2", "yes: work of 0 1 2", "yes: work of 0 1 2");
  }

  private static List<Object> run(boolean calls) {
    try (Session session = Cluster.session().open();
        Computation computation = session.submit(graph(calls))) {
      List<Chunk> outputs = computation.join();
      assertThat(computation.progress().done()).isEqualTo(computation.progress().total());
      Stream<Object> values = outputs.stream().map(chunk -> ((Value<?>) chunk).value());
      return values.toList();
    }
  }

  private static LazyChunks graph(boolean calls) {
    TaskGraphBuilder graph = TaskGraph.builder();
    Key decision = key("decision", 0);
    graph.add(decision, new Decides(calls), ORIGIN);
    List<Key> read = new ArrayList<>(List.of(decision));
    for (int i = 0; i < TASKS; i++) {
      Key work = key("work", i);
      graph.add(work, new Works(i), ORIGIN, decision);
      read.add(work);
    }
    List<Key> ends = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      ends.add(key("end", i));
      graph.add(ends.getLast(), new Ends(), ORIGIN, read);
    }
    return LazyChunks.of(graph.build(), ends);
  }

  private static Key key(String name, int partition) {
    return new Token(name, 1, 1).at(partition);
  }

  private record Decides(boolean yes) implements Decision {
    @Override
    public boolean calls(Chunk result) {
      return ((Value<?>) result).value().equals("yes");
    }

    @Override
    public Operator decided(boolean calls) {
      return new Decides(calls);
    }

    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      return new Value<>(yes ? "yes" : "no");
    }
  }

  private record Works(int number) implements Contingent {
    @Override
    public int decidedBy(int inputs) {
      return 0;
    }

    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      assertThat(((Value<?>) inputs.getFirst()).value()).as("called without work").isEqualTo("yes");
      return new Value<>(number);
    }
  }

  private record Ends() implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      List<Object> values = new ArrayList<>();
      inputs.forEach(input -> values.add(((Value<?>) input).value()));
      return new Value<>(
          values.getFirst().equals("no")
              ? "no"
              : "yes: work of %s %s %s".formatted(values.get(1), values.get(2), values.get(3)));
    }
  }
}
