package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.event.GraphEvent;
import dev.quern.scheduler.event.GraphEvent.GraphFinished;
import dev.quern.scheduler.event.GraphEvent.GraphStarted;
import dev.quern.scheduler.event.GraphEvent.Outcome;
import dev.quern.scheduler.event.GraphEvent.TasksFinished;
import dev.quern.scheduler.event.GraphListener;
import dev.quern.scheduler.event.NodeTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void everyTaskIsTimedUnderItsPlanNode(int workers) {
    List<GraphEvent> events = new ArrayList<>();
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      kit.values(kit.submit(kit.tree(1 << 12), events::add));
    }

    assertThat(events.getFirst())
        .isEqualTo(
            new GraphStarted(1, 8191, List.of(new NodeTime(Origin.of("tree"), 8191, 0, 0, 0))));
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            GraphFinished.class,
            end -> {
              assertThat(end.outcome()).isEqualTo(Outcome.DONE);
              assertThat(end.peakBytes()).isPositive();
              assertThat(end.nodes())
                  .singleElement()
                  .satisfies(node -> assertThat(node.tasks()).isEqualTo(8191))
                  .satisfies(
                      node -> assertThat(node.nanos()).isBetween(1L, 2L * workers * end.nanos()));
            });
  }

  /* the clock is the executor's own, so tasks that take long enough must be told of in between */
  @Test
  void aLongRunReportsOnTheWay() {
    List<GraphEvent> events = new ArrayList<>();
    Operator slow =
        (_, inputs) -> {
          long end = System.nanoTime() + 60_000_000;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          return inputs.getFirst().retain();
        };
    try (ExecutorKit kit = new ExecutorKit(1)) {
      TaskGraph graph =
          TaskGraph.builder()
              .add(TestGraphs.key("a"), (_, _) -> kit.chunk(1), Origin.of("a"))
              .add(TestGraphs.key("b"), slow, Origin.of("b"), TestGraphs.key("a"))
              .add(TestGraphs.key("c"), slow, Origin.of("c"), TestGraphs.key("b"))
              .add(TestGraphs.key("d"), slow, Origin.of("d"), TestGraphs.key("c"))
              .build();
      kit.values(kit.submit(LazyChunks.sinks(graph), events::add));
    }

    List<TasksFinished> reports =
        events.stream()
            .filter(TasksFinished.class::isInstance)
            .map(TasksFinished.class::cast)
            .toList();
    assertThat(reports).isNotEmpty().allMatch(now -> now.total() == 4 && now.done() >= 1);
    assertThat(reports).map(TasksFinished::done).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aFailedRunEndsWithAnEventToo() {
    List<GraphEvent> events = new ArrayList<>();
    Operator fail =
        (_, _) -> {
          throw new IllegalStateException("planted");
        };
    try (ExecutorKit kit = new ExecutorKit(2)) {
      assertThatThrownBy(() -> kit.submit(kit.one(fail), events::add).join())
          .isInstanceOf(TaskFailedException.class);
    }

    assertThat(((GraphFinished) events.getLast()).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aListenerThatThrowsIsLeftOut() {
    List<GraphEvent> events = new ArrayList<>();
    GraphListener broken =
        event -> {
          events.add(event);
          throw new IllegalStateException("planted");
        };
    List<GraphEvent> heard = new ArrayList<>();
    try (ExecutorKit kit = new ExecutorKit(2)) {
      assertThat(kit.values(kit.submit(kit.one((_, _) -> kit.chunk(5)), broken, heard::add)))
          .containsExactly(5L);
    }

    assertThat(events).hasSize(1);
    assertThat(heard.getLast()).isInstanceOf(GraphFinished.class);
  }
}
