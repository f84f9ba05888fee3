package dev.quern.scheduler.local;

import static dev.quern.engine.graph.Annotations.annotate;
import static dev.quern.engine.graph.Annotations.priority;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.graph.Operator;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Priorities, and lanes that wait, in any order of steps. */
class SimulatedRunsTest {
  private static final int SEEDS = 100;

  @Test
  void theMostUrgentOfWhatWaitsComesFirst() {
    for (long seed = 0; seed < SEEDS; seed++) {
      List<String> order = new ArrayList<>();
      try (Simulation simulation = Simulation.seed(seed);
          ExecutorKit kit = new ExecutorKit(simulation.openLanes(1))) {
        List<Computation> all = kit.submitAll(order, 0, -1, 5, 2, 5);
        all.forEach(computation -> assertThat(kit.values(computation)).hasSize(1));
      }
      assertThat(order).as("seed %d", seed).containsExactly("2:5", "4:5", "3:2", "0:0", "1:-1");
    }
  }

  /* The only lane follows a chain; between two of its tasks it does the urgent ones. */
  @Test
  void anUrgentRunNeedNotWaitForAChainToEnd() {
    for (long seed = 0; seed < SEEDS; seed++) {
      AtomicInteger steps = new AtomicInteger();
      List<Computation> urgent = new ArrayList<>();
      try (Simulation simulation = Simulation.seed(seed);
          ExecutorKit kit = new ExecutorKit(simulation.openLanes(1))) {
        Operator step =
            (_, inputs) -> {
              if (steps.incrementAndGet() == 10) {
                urgent.add(
                    annotate(
                        priority(1),
                        () -> kit.submit(kit.many(5, (_, _) -> kit.chunk(steps.get())))));
              }
              return kit.sumOrOne(inputs);
            };
        Computation chain = kit.submit(kit.chain(50, step));

        assertThat(kit.values(chain)).containsExactly(1L);
        assertThat(kit.values(urgent.getFirst())).as("seed %d", seed).hasSize(5).containsOnly(10L);
      }
    }
  }

  @Test
  void anUrgentRunNeedNotWaitForABlockOfRootsToEnd() {
    for (long seed = 0; seed < SEEDS; seed++) {
      AtomicInteger done = new AtomicInteger();
      List<Computation> urgent = new ArrayList<>();
      try (Simulation simulation = Simulation.seed(seed);
          ExecutorKit kit = new ExecutorKit(simulation.openLanes(1))) {
        Operator root =
            (context, _) -> {
              if (context.partition() == 25) {
                urgent.add(
                    annotate(
                        priority(1), () -> kit.submit(kit.one((_, _) -> kit.chunk(done.get())))));
              }
              done.incrementAndGet();
              return kit.chunk(1);
            };
        Computation roots = kit.submit(kit.many(50, root));

        assertThat(kit.values(roots)).hasSize(50);
        assertThat(kit.values(urgent.getFirst())).as("seed %d", seed).containsExactly(26L);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void runsOfManyPrioritiesAllEnd(int workers) {
    for (long seed = 0; seed < SEEDS / 5; seed++) {
      try (Simulation simulation = Simulation.seed(seed);
          ExecutorKit kit = new ExecutorKit(simulation.openLanes(workers))) {
        List<Computation> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          int priority = i % 5 - 2;
          Operator nesting =
              (_, _) ->
                  kit.chunk(
                      kit.values(
                              annotate(
                                  priority(2 - priority),
                                  () -> kit.submit(kit.tree(8).optimized())))
                          .getFirst());
          all.add(annotate(priority(priority), () -> kit.submit(kit.many(3, nesting))));
        }
        all.forEach(run -> assertThat(kit.values(run)).hasSize(3).containsOnly(8L));
      }
    }
  }

  /* The lane of the one that waits is free, but who admits roots there waits with it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aTaskMayWaitForALaterOne(int workers) {
    for (long seed = 0; seed < SEEDS; seed++) {
      CountDownLatch latch = new CountDownLatch(1);
      try (Simulation simulation = Simulation.seed(seed);
          ExecutorKit kit = new ExecutorKit(simulation.openLanes(workers))) {
        Operator firstWaits =
            (context, _) -> {
              if (context.partition() == 0) {
                await(kit, latch);
              } else {
                latch.countDown();
              }
              return kit.chunk(context.partition());
            };

        assertThat(kit.values(kit.submit(kit.many(2, firstWaits))))
            .as("seed %d", seed)
            .containsExactly(0L, 1L);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatTheLaneHadClaimedIsDoneByOthers(int workers) {
    int tasks = 200;
    for (long seed = 0; seed < SEEDS / 5; seed++) {
      CountDownLatch latch = new CountDownLatch(tasks - 1);
      try (Simulation simulation = Simulation.seed(seed);
          ExecutorKit kit = new ExecutorKit(simulation.openLanes(workers))) {
        Operator oneWaits =
            (context, _) -> {
              if (context.partition() == tasks / 2) {
                await(kit, latch);
              } else {
                latch.countDown();
              }
              return kit.chunk(1);
            };

        assertThat(kit.values(kit.submit(kit.many(tasks, oneWaits)))).hasSize(tasks);
      }
    }
  }

  private static void await(ExecutorKit kit, CountDownLatch latch) {
    try {
      kit.lanes.await(latch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
