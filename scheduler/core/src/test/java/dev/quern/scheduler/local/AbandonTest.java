package dev.quern.scheduler.local;

import static dev.quern.engine.graph.TestGraphs.key;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.lane.ForkJoinLanes;
import dev.quern.scheduler.lane.Lanes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of results when the scheduler itself fails: the kit looks whether any is left. */
class AbandonTest {

  /*
   *     a         the fork of c fails when b, c and d are ready
   *   / | \
   *  b  c  d
   *   \ | /
   *     e
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resultsThatNobodyWillReadAreClosed(int workers) {
    try (ExecutorKit kit = new ExecutorKit(failing("test", workers, 1))) {
      Operator sum = (_, inputs) -> kit.sumOrOne(inputs);
      TaskGraph graph =
          TaskGraph.builder()
              .add(key("a"), sum, Origin.of("a"))
              .add(key("b"), sum, Origin.of("b"), key("a"))
              .add(key("c"), sum, Origin.of("c"), key("a"))
              .add(key("d"), sum, Origin.of("d"), key("a"))
              .add(key("e"), sum, Origin.of("e"), key("b"), key("c"), key("d"))
              .build();

      assertThatThrownBy(() -> kit.submit(LazyChunks.sinks(graph)).join())
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("the scheduler")
          .hasRootCauseMessage("planted");
    }
  }

  @Test
  void norAreThoseOfRandomGraphsWhileOtherLanesWork() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      try (ExecutorKit kit = new ExecutorKit(failing("test", 3, 1 + random.nextInt(10)))) {
        LazyChunks chunks = LazyChunks.sinks(TestGraphs.random(random, 200, kit.ledger));
        try {
          kit.values(kit.submit(chunks));
        } catch (TaskFailedException planted) {
          // unless there were too few forks
        }
      } catch (AssertionError wrong) {
        throw new AssertionError("seed %d, round %d".formatted(seed, round), wrong);
      }
    }
  }

  /* Lanes whose n-th fork throws what none should. */
  private static Lanes failing(String name, int workers, int nth) {
    Lanes lanes = new ForkJoinLanes(name, workers);
    AtomicInteger forks = new AtomicInteger();
    return (Lanes)
        Proxy.newProxyInstance(
            Lanes.class.getClassLoader(),
            new Class<?>[] {Lanes.class},
            (_, method, arguments) -> {
              if (method.getName().equals("fork") && forks.incrementAndGet() == nth) {
                throw new IllegalStateException("planted");
              }
              try {
                return method.invoke(lanes, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
