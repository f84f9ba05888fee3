package dev.quern.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.CancelledException;
import dev.quern.engine.QuernException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Annotations;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Task;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.TestChunk;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.SessionConfig;
import dev.quern.scheduler.event.TaskEvent;
import dev.quern.scheduler.event.TaskListener;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Computation.State;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random graphs in a session of simulated lanes: any order of steps, with whatever may go wrong.
 */
class RandomGraphsUnderFaultsTest {
  private static final int SEEDS = 500;

  @Test
  void anyOrderOfStepsGivesTheSameValues() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try (Trial trial = new Trial(seed, 1, 120)) {
        trial.run();

        assertThat(trial.values).as("seed %d", seed).isEqualTo(TestGraphs.evaluate(trial.chunks));
      }
    }
  }

  @Test
  void aForkThatFindsNoMemoryFailsTheRunAndLosesNoTask() {
    int failed = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try (Trial trial = new Trial(seed, 1, 120)) {
        trial.simulation.faults().failForks(0.05);
        trial.run();

        if (trial.simulation.trace().count("not forked") > 0) {
          failed++;
          assertThat(trial.state).as("seed %d", seed).isEqualTo(State.FAILED);
          assertThat(trial.error)
              .as("seed %d", seed)
              .hasRootCauseInstanceOf(OutOfMemoryError.class);
        }
      }
    }
    assertThat(failed).isGreaterThan(SEEDS / 10);
  }

  @Test
  void cancellingAtAnyTimeLeavesNothingBehind() {
    int cancelled = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try (Trial trial = new Trial(seed, 1, 120)) {
        trial.cancelAfter = Duration.ofNanos(1_000L << trial.simulation.random().nextInt(16));
        trial.run();

        if (trial.error != null) {
          cancelled++;
          assertThat(trial.error).as("seed %d", seed).isInstanceOf(CancelledException.class);
          assertThat(trial.state).as("seed %d", seed).isEqualTo(State.CANCELLED);
        }
      }
    }
    assertThat(cancelled).isGreaterThan(SEEDS / 10);
  }

  @Test
  void aTaskThatThrowsFailsTheRun() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try (Trial trial = new Trial(seed, 1, 120)) {
        trial
            .simulation
            .faults()
            .failTask(
                1 + trial.simulation.random().nextInt(trial.chunks.optimized().graph().size()));
        trial.run();

        assertThat(trial.error)
            .as("seed %d", seed)
            .isInstanceOf(TaskFailedException.class)
            .hasRootCauseInstanceOf(PlantedFault.class);
      }
    }
  }

  @Test
  void lanesThatDieAreReplacedAndNoResultIsLostOrMadeTwice() {
    int died = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try (Trial trial = new Trial(seed, 1, 120)) {
        trial.simulation.faults().killLanes(0.02, LaneDeath.TAKEN_OVER).slowLane(1, 50);
        trial.run();

        died += trial.simulation.trace().count("dies with its lane") > 0 ? 1 : 0;
        assertThat(trial.values).as("seed %d", seed).isEqualTo(TestGraphs.evaluate(trial.chunks));
      }
    }
    assertThat(died).isGreaterThan(SEEDS / 10);
  }

  @Test
  @Tag("slow")
  void tenThousandSeedsWithEveryFault() {
    everyFault(10_000);
  }

  @Test
  void someSeedsWithEveryFault() {
    everyFault(200);
  }

  private static void everyFault(int seeds) {
    int done = 0;
    for (long seed = 0; seed < seeds; seed++) {
      try (Trial trial = new Trial(seed, 200, 200)) {
        trial
            .simulation
            .faults()
            .failTasks(0.002)
            .failForks(0.002)
            .killLanes(0.005, LaneDeath.TAKEN_OVER)
            .slowLane((int) seed % 4, 10)
            .delayLane((int) seed % 3, Duration.ofMillis(seed % 5));
        if (seed % 5 == 0) {
          trial.cancelAfter = Duration.ofNanos(1_000L << seed / 5 % 16);
        }
        trial.run();

        if (trial.error == null) {
          done++;
          assertThat(trial.values).as("seed %d", seed).isEqualTo(TestGraphs.evaluate(trial.chunks));
        }
      }
    }
    assertThat(done).isBetween(seeds / 10, seeds - seeds / 10);
  }

  /** Has a run tell of every task, as it does when somebody listens. */
  private static final class Listening implements TaskListener {
    @Override
    public void onTask(TaskEvent event) {}
  }

  /** A graph being run in a simulation that has not gone wrong yet. */
  private static final class Trial implements AutoCloseable {
    final Simulation simulation;
    final TestChunk.Ledger ledger = new TestChunk.Ledger();
    final LazyChunks chunks;
    final long seed;
    Duration cancelAfter = Duration.ZERO;
    List<Long> values = List.of();
    State state = State.RUNNING;
    @Nullable QuernException error;

    Trial(long seed, int least, int most) {
      this.seed = seed;
      this.simulation = Simulation.seed(seed);
      int size = least + simulation.random().nextInt(most - least + 1);
      TaskGraph graph = TestGraphs.random(simulation.random(), size, ledger);
      this.chunks = LazyChunks.sinks(seed % 3 == 0 ? claiming(simulation.random(), graph) : graph);
      SessionConfig config = simulation.config().memory("1m").workers(1 + (int) (seed % 4));
      config = config.resource("disk", 3).resource("gpu", 1);
      simulation.config(seed % 2 == 0 ? config : config.listener(new Listening()));
    }

    /* Some tasks ask for limited resources. */
    private static TaskGraph claiming(Random random, TaskGraph graph) {
      List<Annotations> claims =
          List.of(
              Annotations.NONE,
              Annotations.resource("gpu", 1),
              Annotations.resource("disk", 1),
              Annotations.resource("disk", 2).and(Annotations.resource("gpu", 1)));
      TaskGraphBuilder builder = TaskGraph.builder();
      for (Task task : graph.tasks()) {
        builder.annotated(claims.get(random.nextInt(claims.size()))).add(task);
      }
      return builder.build();
    }

    void run() {
      try (Computation computation = simulation.session().submit(chunks)) {
        if (!cancelAfter.isZero()) {
          simulation.pass(cancelAfter);
          computation.cancel();
        }
        try {
          List<Chunk> outputs = computation.join();
          values = outputs.stream().map(chunk -> ((TestChunk) chunk).value()).toList();
          outputs.forEach(Chunk::close);
        } catch (TaskFailedException | CancelledException e) {
          error = e;
        }
        state = computation.state();
      }
    }

    @Override
    public void close() {
      simulation.close();
      assertThat(ledger.faults()).as("seed %d", seed).isEmpty();
      assertThat(ledger.open()).as("chunks open, seed %d", seed).isZero();
    }
  }
}
