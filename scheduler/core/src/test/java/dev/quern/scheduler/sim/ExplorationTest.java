package dev.quern.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestChunk;
import dev.quern.engine.graph.TestGraphs;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExplorationTest {

  /* a counter that is read before and written after a pause: two tasks that overlap lose a count */
  private static void lostUpdate(Simulation simulation) {
    TestChunk.Ledger ledger = new TestChunk.Ledger();
    int[] counter = new int[1];
    Operator count =
        (context, _) -> {
          int read = counter[0];
          context.checkCancelled();
          counter[0] = read + 1;
          return new TestChunk(ledger, 1);
        };
    var graph = TaskGraph.builder();
    for (int i = 0; i < 20; i++) {
      graph.add(TestGraphs.key("count" + i), count, Origin.of("count " + i));
    }
    List<Chunk> outputs = simulation.session().submit(LazyChunks.sinks(graph.build())).join();
    outputs.forEach(Chunk::close);
    assertThat(counter[0]).isEqualTo(20);
  }

  @Test
  void aRaceIsFoundAndShrunkToAFewSwitches() {
    SimulationFailure failure =
        catchThrowableOfType(
            SimulationFailure.class, () -> Exploration.of(50).check(ExplorationTest::lostUpdate));

    assertThat(failure)
        .hasMessageContaining("seed " + failure.seed() + " fails")
        .hasMessageContaining("-Dquern.sim.seed=" + failure.seed())
        .hasMessageContaining("-Dquern.sim.schedule=" + failure.shortest())
        .hasMessageContaining("lane ");
    assertThat(failure.shortest().deviations()).isLessThan(5);
    try (Simulation again = Simulation.replay(Schedule.parse(failure.shortest().toString()))) {
      assertThatCode(() -> lostUpdate(again)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void prioritiesFindItToo() {
    Exploration exploration = new Exploration(50, 0, Search.PRIORITIES, 4, 0);

    assertThatCode(() -> exploration.check(ExplorationTest::lostUpdate))
        .isInstanceOf(SimulationFailure.class);
  }

  @Test
  void aFaultThatIsNotNeededIsShrunkAway() {
    SimulationFailure failure =
        catchThrowableOfType(
            SimulationFailure.class,
            () ->
                Exploration.of(50)
                    .check(
                        simulation -> {
                          simulation.faults().failTasks(0.5);
                          lostUpdate(simulation);
                        }));

    assertThat(failure).hasMessageContaining("failed: " + PlantedFault.class.getName());
    assertThat(failure.shortest().deviations()).isEqualTo(1);
  }

  @Test
  void aFailureThatDoesNotComeAgainIsCalledSo() {
    AtomicInteger plays = new AtomicInteger();
    SimulationFailure failure =
        catchThrowableOfType(
            SimulationFailure.class,
            () ->
                Exploration.of(5).check(_ -> assertThat(plays.incrementAndGet()).isNotEqualTo(3)));

    assertThat(failure).hasMessageContaining("not again with the same decisions");
    assertThat(failure.seed()).isEqualTo(2);
  }

  @Test
  void memoryThatIsStillHeldAtTheEndIsAFailure() {
    SimulationFailure failure =
        catchThrowableOfType(
            SimulationFailure.class,
            () ->
                Exploration.of(5)
                    .check(simulation -> simulation.session().memory().child("forgotten")));

    assertThat(failure).hasMessageContaining("was never freed");
  }

  @Test
  void aScheduleIsItsText() {
    Schedule schedule = Schedule.of(-7, new int[] {0, 0, 0, 2, 1, 1, 0, 0});

    assertThat(schedule).hasToString("-7:0*3,2,1*2");
    assertThat(Schedule.parse(schedule.toString())).isEqualTo(schedule);
    assertThat(Schedule.parse("3:")).hasToString("3:");
    assertThatCode(() -> Schedule.parse("3;1")).hasMessageContaining("'3;1' is no schedule");
    assertThat(schedule.deviations()).isEqualTo(3);
  }
}
