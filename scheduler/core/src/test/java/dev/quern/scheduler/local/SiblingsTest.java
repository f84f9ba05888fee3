package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.lane.ForkJoinLanes;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.sim.LaneDeath;
import dev.quern.scheduler.sim.Schedule;
import dev.quern.scheduler.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Siblings that are known to be tiny are carried out in one strand. */
class SiblingsTest {
  private static final int WAVES = 10;
  private static final int WIDTH = 20;

  /* No task takes any time here, as no decision is made otherwise than by default. */
  @Test
  void tinySiblingsAreForkedTogether() {
    try (Simulation simulation = Simulation.replay(Schedule.parse("1:"));
        ExecutorKit kit = new ExecutorKit(simulation.openLanes(1))) {
      LazyChunks waves = waves((_, inputs) -> kit.sumOrOne(inputs));

      assertThat(kit.values(kit.submit(waves))).containsExactly(power(WIDTH, WAVES));
      // Those of the first wave one by one, since nothing is known of them; then one strand a wave.
      assertThat(simulation.trace().count("forked")).isEqualTo(WIDTH - 2 + WAVES);
    }
  }

  @Test
  void siblingsThatTakeTheirTimeAreForkedOneByOne() {
    try (Simulation simulation = Simulation.replay(Schedule.parse("1:"));
        ExecutorKit kit = new ExecutorKit(simulation.openLanes(1))) {
      Operator slow =
          (_, inputs) -> {
            for (int i = 0; i < TaskCosts.TINY_NANOS; i += 50) {
              long _ = kit.lanes.nanoTime(); // which takes that long
            }
            return kit.sumOrOne(inputs);
          };
      LazyChunks waves = waves(slow);

      assertThat(kit.values(kit.submit(waves))).containsExactly(power(WIDTH, WAVES));
      assertThat(simulation.trace().count("forked")).isEqualTo((WIDTH - 1) * WAVES);
    }
  }

  @Test
  void anyOrderOfStepsGivesTheSameValue() {
    for (long seed = 0; seed < 100; seed++) {
      try (Simulation simulation = Simulation.seed(seed);
          ExecutorKit kit = new ExecutorKit(simulation.openLanes(3))) {
        simulation.faults().killLanes(0.02, LaneDeath.TAKEN_OVER);
        LazyChunks waves = waves((_, inputs) -> kit.sumOrOne(inputs));

        assertThat(kit.values(kit.submit(waves)))
            .as("seed %d", seed)
            .containsExactly(power(WIDTH, WAVES));
      }
    }
  }

  @Test
  void aSiblingMayWaitForALaterOneInASimulation() {
    for (long seed = 0; seed < 100; seed++) {
      try (Simulation simulation = Simulation.seed(seed)) {
        aSiblingWaitsForALaterOne(simulation.openLanes(1));
      }
    }
    try (Simulation simulation = Simulation.replay(Schedule.parse("1:"))) {
      aSiblingWaitsForALaterOne(simulation.openLanes(1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aSiblingMayWaitForALaterOne(int workers) {
    aSiblingWaitsForALaterOne(new ForkJoinLanes("test", workers));
  }

  /* The second one of the last wave waits for the last one. */
  private static void aSiblingWaitsForALaterOne(Lanes lanes) {
    CountDownLatch latch = new CountDownLatch(1);
    int last = WAVES * WIDTH - 1;
    try (ExecutorKit kit = new ExecutorKit(lanes)) {
      Operator oneWaits =
          (context, inputs) -> {
            if (context.partition() == last) {
              latch.countDown();
            } else if (context.partition() == last - WIDTH + 2) {
              await(kit, latch);
            }
            return kit.sumOrOne(inputs);
          };

      assertThat(kit.values(kit.submit(waves(oneWaits)))).containsExactly(power(WIDTH, WAVES));
    }
  }

  /*
   *        0
   *     / / \ \
   *    0  1 2  3 ...     a wave of siblings, all of one plan node
   *     \ \ / /
   *        1
   *     / / \ \          and the next
   */
  private static LazyChunks waves(Operator operator) {
    Token joints = Token.of("joint");
    Token siblings = Token.of("sibling");
    TaskGraphBuilder builder = TaskGraph.builder().add(joints.at(0), operator, Origin.of("joint"));
    for (int wave = 0; wave < WAVES; wave++) {
      List<Key> all = new ArrayList<>();
      for (int i = 0; i < WIDTH; i++) {
        Key sibling = siblings.at(wave * WIDTH + i);
        builder.add(sibling, operator, Origin.of("sibling"), joints.at(wave));
        all.add(sibling);
      }
      builder.add(joints.at(wave + 1), operator, Origin.of("joint"), all);
    }
    return LazyChunks.sinks(builder.build());
  }

  private static long power(long base, int exponent) {
    return exponent == 0 ? 1 : base * power(base, exponent - 1);
  }

  private static void await(ExecutorKit kit, CountDownLatch latch) {
    try {
      kit.lanes.await(latch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
