package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.event.WorkerTimes;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the workers' time, on real threads: they must add up, and be what happened. */
class WorkerTimesTest {
  private static final long MILLI = 1_000_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aWideGraphKeepsAllWorkersRunning(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      WorkerTimes times = measure(kit, kit.many(100, (_, _) -> spin(kit, MILLI)));

      addsUp(times, workers);
      assertThat(times.running()).isGreaterThanOrEqualTo(100 * MILLI);
      assertThat(times.nodes().getFirst().origin()).isEqualTo(Origin.of("many"));
    }
  }

  @Test
  void aChainStarvesAllWorkersButOne() {
    try (ExecutorKit kit = new ExecutorKit(2)) {
      WorkerTimes times = measure(kit, kit.chain(100, (_, inputs) -> spin(kit, MILLI / 2)));

      addsUp(times, 2);
      // While garbage is collected nobody runs, and the clock that they wait for goes on.
      long collecting = times.collecting();
      assertThat(times.running() + collecting).isGreaterThanOrEqualTo(50 * MILLI);
      assertThat(times.starved() + collecting).isGreaterThan(times.wall() * 3 / 4);
    }
  }

  @Test
  void aSkewedGraphStarvesWhoIsDoneEarly() {
    try (ExecutorKit kit = new ExecutorKit(2)) {
      Operator skewed =
          (context, _) -> spin(kit, context.partition() == 0 ? 80 * MILLI : MILLI / 10);
      WorkerTimes times = measure(kit, kit.many(20, skewed));

      addsUp(times, 2);
      assertThat(times.starved()).isGreaterThan(20 * MILLI);
    }
  }

  /* b waits for c, which another worker runs; nothing else is there for one who stands in. */
  @Test
  void whatWaitsIsBlockedUnderItsPlanNode() {
    CountDownLatch latch = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(2)) {
      Operator waits =
          (_, _) -> {
            try {
              kit.lanes.await(latch);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return kit.chunk(1);
          };
      Operator opens =
          (_, _) -> {
            Chunk done = spin(kit, 50 * MILLI);
            latch.countDown();
            return done;
          };
      TaskGraph graph =
          TaskGraph.builder()
              .add(TestGraphs.key("a"), (_, _) -> kit.chunk(1), Origin.of("a"))
              .add(TestGraphs.key("b"), waits, Origin.of("b"), TestGraphs.key("a"))
              .add(TestGraphs.key("c"), opens, Origin.of("c"), TestGraphs.key("a"))
              .build();
      WorkerTimes times = measure(kit, LazyChunks.sinks(graph));

      addsUp(times, 2);
      assertThat(times.nodes())
          .filteredOn(node -> node.origin().label().equals("b"))
          .singleElement()
          .satisfies(node -> assertThat(node.blocked()).isGreaterThan(20 * MILLI));
    }
  }

  @Test
  void whatGoesToDiskIsSpilling() {
    try (ExecutorKit kit = new ExecutorKit(1)) {
      Operator spills =
          (_, _) -> {
            long start = kit.lanes.nanoTime();
            Chunk chunk = spin(kit, 10 * MILLI);
            kit.events.spilled(1 << 20, kit.lanes.nanoTime() - start);
            return chunk;
          };
      WorkerTimes times = measure(kit, kit.many(3, spills));

      addsUp(times, 1);
      assertThat(times.spilling()).isGreaterThanOrEqualTo(30 * MILLI);
      assertThat(times.running()).isNotNegative();
      assertThat(times.toString())
          .contains("of 1 workers", "running", "starved", "garbage collection", "  many");
    }
  }

  @Test
  void onlyOneMeasurementAtATime() {
    try (ExecutorKit kit = new ExecutorKit(1)) {
      WorkerTimes first = kit.events.watch();
      assertThatThrownBy(kit.events::watch).isInstanceOf(IllegalStateException.class);
      first.close();
      kit.events.watch().close();
    }
  }

  private static WorkerTimes measure(ExecutorKit kit, LazyChunks chunks) {
    WorkerTimes times = kit.events.watch();
    try (times) {
      kit.values(kit.submit(chunks));
    }
    return times;
  }

  private static void addsUp(WorkerTimes times, int workers) {
    long all = times.wall() * workers;
    assertThat(times.total()).as("%s", times).isCloseTo(all, within(all / 50));
    assertThat(times.starved()).isNotNegative();
    assertThat(times.scheduling()).isNotNegative();
  }

  private static Chunk spin(ExecutorKit kit, long nanos) {
    long end = kit.lanes.nanoTime() + nanos;
    while (kit.lanes.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return kit.chunk(1);
  }
}
