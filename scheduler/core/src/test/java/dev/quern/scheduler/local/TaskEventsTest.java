package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.event.GraphEvent.GraphFinished;
import dev.quern.scheduler.event.TaskEvent;
import dev.quern.scheduler.event.TaskEvent.Blocked;
import dev.quern.scheduler.event.TaskEvent.Cancelled;
import dev.quern.scheduler.event.TaskEvent.Failed;
import dev.quern.scheduler.event.TaskEvent.Finished;
import dev.quern.scheduler.event.TaskEvent.Ready;
import dev.quern.scheduler.event.TaskEvent.Spilled;
import dev.quern.scheduler.event.TaskEvent.Started;
import dev.quern.scheduler.event.TaskEvent.Stolen;
import dev.quern.scheduler.event.TaskListener;
import dev.quern.scheduler.lane.LaneWatch;
import dev.quern.scheduler.lane.Work;
import dev.quern.scheduler.run.Computation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskEventsTest {
  private final List<TaskEvent> events = new ArrayList<>();
  private final TaskListener listener = events::add;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void everyTaskOfATreeIsMadeReadyStartedAndFinished(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers, List.of(listener))) {
      kit.values(kit.submit(kit.tree(256)));
    }

    Map<Key, List<TaskEvent>> stories =
        events.stream()
            .filter(event -> !(event instanceof Stolen))
            .collect(Collectors.groupingBy(event -> event.task().key()));
    assertThat(stories).hasSize(511);
    assertThat(stories.values())
        .allSatisfy(
            story -> {
              assertThat(story).map(Object::getClass).containsOnlyOnce(Started.class);
              assertThat(story).map(Object::getClass).containsOnlyOnce(Finished.class);
              assertThat(story).hasSizeBetween(2, 3);
              Finished end = first(story, Finished.class);
              Started start = first(story, Started.class);
              assertThat(end.nanos()).isEqualTo(end.time() - start.time()).isNotNegative();
              assertThat(end.worker()).isEqualTo(start.worker()).isNotNegative();
              assertThat(end.bytes()).isEqualTo(8);
              assertThat(end.task().graph()).isEqualTo(1);
              assertThat(end.task().origin()).isEqualTo(Origin.of("tree"));
            });
    assertThat(all(Ready.class)).hasSize(255);
    assertThat(all(Ready.class))
        .allSatisfy(
            ready ->
                assertThat(
                        first(stories.getOrDefault(ready.task().key(), List.of()), Started.class)
                            .time())
                    .isGreaterThanOrEqualTo(ready.time()));
  }

  /* b is followed by the lane that ran a, and waits for c: another lane must take c. */
  @Test
  void aTaskThatChangesWorkersIsStolen() {
    CountDownLatch taken = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(2, List.of(listener))) {
      Operator waits =
          (_, inputs) -> {
            await(taken);
            return inputs.getFirst().retain();
          };
      Operator goes =
          (_, inputs) -> {
            taken.countDown();
            return inputs.getFirst().retain();
          };
      TaskGraph graph =
          TaskGraph.builder()
              .add(TestGraphs.key("a"), (_, _) -> kit.chunk(1), Origin.of("a"))
              .add(TestGraphs.key("b"), waits, Origin.of("b"), TestGraphs.key("a"))
              .add(TestGraphs.key("c"), goes, Origin.of("c"), TestGraphs.key("a"))
              .build();
      kit.values(kit.submit(LazyChunks.sinks(graph)));
    }

    assertThat(all(Stolen.class))
        .singleElement()
        .satisfies(
            steal -> {
              assertThat(steal.task().origin().label()).isEqualTo("c");
              assertThat(steal.from()).isNotEqualTo(steal.worker());
            });
  }

  @Test
  void aFailureCancelsWhatHasNotBegun() {
    SourceLine where = new SourceLine("App", "main", "App.java", 7);
    Operator fail =
        (_, _) -> {
          throw new IllegalStateException("planted");
        };
    try (ExecutorKit kit = new ExecutorKit(1, List.of(listener))) {
      TaskGraph graph =
          TaskGraph.builder()
              .add(TestGraphs.key("a"), fail, new Origin("a", where))
              .add(TestGraphs.key("b"), fail, Origin.of("b"), TestGraphs.key("a"))
              .add(TestGraphs.key("c"), fail, Origin.of("c"), TestGraphs.key("b"))
              .build();
      assertThatThrownBy(() -> kit.submit(LazyChunks.sinks(graph)).join())
          .isInstanceOf(TaskFailedException.class);
    }

    assertThat(all(Failed.class))
        .singleElement()
        .satisfies(
            failed -> {
              assertThat(failed.task().origin().where()).isEqualTo(where);
              assertThat(failed.cause()).hasMessage("planted");
            });
    assertThat(all(Cancelled.class))
        .map(event -> event.task().origin().label())
        .containsExactly("b", "c");
  }

  @Test
  void whatATaskPutsAsideIsToldOfThatTaskAndSummedByItsPlanNode() {
    AtomicLong spilled = new AtomicLong();
    try (ExecutorKit kit = new ExecutorKit(1, List.of(listener))) {
      Operator spills =
          (_, _) -> {
            kit.events.spilled(100, 7);
            kit.events.spilled(20, 3);
            return kit.chunk(1);
          };
      kit.values(
          kit.submit(
              kit.one(spills),
              event -> {
                if (event instanceof GraphFinished end) {
                  spilled.addAndGet(end.nodes().getFirst().spilledBytes());
                }
              }));
      kit.events.spilled(5, 1);
    }

    assertThat(all(Spilled.class))
        .map(event -> event.task().origin().label() + " " + event.bytes())
        .contains("one 100", "one 20", "outside of tasks 5");
    assertThat(spilled).hasValue(120);
  }

  /* The inner task runs on the other lane, and ends when the outer one has begun to wait for it. */
  @Test
  void aTaskThatWaitsForAGraphIsBlocked() {
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(2, List.of(listener))) {
      kit.lanes.watch(new WaitWatch(waiting));
      Operator inner =
          (_, _) -> {
            taken.countDown();
            await(waiting);
            return kit.chunk(1);
          };
      Operator outer =
          (_, _) -> {
            Computation computation = kit.submit(kit.one(inner));
            await(taken);
            kit.values(computation);
            return kit.chunk(1);
          };
      kit.values(kit.submit(kit.one(outer)));
    }

    assertThat(all(Blocked.class))
        .singleElement()
        .satisfies(blocked -> assertThat(blocked.task().graph()).isEqualTo(1));
  }

  private record WaitWatch(CountDownLatch waiting) implements LaneWatch {
    @Override
    public void entered(@Nullable Work work) {}

    @Override
    public void blocked() {
      waiting.countDown();
    }

    @Override
    public void unblocked() {}

    @Override
    public void ended() {}
  }

  @Test
  void aListenerThatIsStuckHoldsUpNobodyAndIsToldHowMuchItMissed() {
    CountDownLatch joined = new CountDownLatch(1);
    AtomicLong heard = new AtomicLong();
    AtomicLong dropped = new AtomicLong();
    int tasks = 50_000;
    TaskListener stuck =
        new TaskListener() {
          @Override
          public void onTask(TaskEvent event) {
            await(joined);
            heard.incrementAndGet();
          }

          @Override
          public void onDropped(long count) {
            dropped.addAndGet(count);
          }
        };
    try (ExecutorKit kit = new ExecutorKit(2, List.of(stuck))) {
      kit.values(kit.submit(kit.many(tasks, (_, _) -> kit.chunk(1))));
      joined.countDown();
    }

    assertThat(dropped.get()).isGreaterThan(tasks);
    assertThat(heard.get() + dropped.get()).isEqualTo(2L * tasks);
  }

  @Test
  void aListenerThatThrowsIsToldNoMore() {
    List<TaskEvent> before = new ArrayList<>();
    TaskListener broken =
        event -> {
          before.add(event);
          throw new IllegalStateException("planted");
        };
    try (ExecutorKit kit = new ExecutorKit(2, List.of(broken, listener))) {
      kit.values(kit.submit(kit.tree(64)));
    }

    assertThat(before).hasSize(1);
    assertThat(all(Finished.class)).hasSize(127);
  }

  @Test
  void aListenerThatWasRemovedIsToldNothing() {
    try (ExecutorKit kit = new ExecutorKit(2)) {
      kit.events.add(listener);
      kit.events.remove(listener);
      kit.values(kit.submit(kit.tree(64)));
    }

    assertThat(events).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private <E extends TaskEvent> List<E> all(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static <E extends TaskEvent> E first(List<TaskEvent> story, Class<E> kind) {
    return story.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }
}
