package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Annotations;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Task;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.TestChunk;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.event.TaskEvent;
import dev.quern.scheduler.event.TaskListener;
import dev.quern.scheduler.run.Computation.State;
import dev.quern.scheduler.run.Submission;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The run itself under orders of steps that a seed decides, with faults. */
class SeededRunTest {
  private static final int SEEDS = 3000;
  private static final MemoryBudget MEMORY = MemoryBudget.root("test", 1 << 20);

  @AfterAll
  static void closeMemory() {
    MEMORY.close();
  }

  @Test
  void anyOrderOfStepsGivesTheSameValues() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Trial trial = new Trial(seed, 0, false);
      trial.run();

      assertThat(trial.values).as("seed %d", seed).isEqualTo(TestGraphs.evaluate(trial.chunks));
    }
  }

  @Test
  void aForkThatFindsNoMemoryFailsTheRunAndLosesNoTask() {
    int failed = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Trial trial = new Trial(seed, 0.05, false);
      trial.run();

      if (trial.lanes.failedForks() > 0) {
        failed++;
        assertThat(trial.computation.state()).as("seed %d", seed).isEqualTo(State.FAILED);
        assertThat(trial.error).as("seed %d", seed).hasRootCauseInstanceOf(OutOfMemoryError.class);
      }
    }
    assertThat(failed).isGreaterThan(SEEDS / 10);
  }

  @Test
  void cancellingAtAnyStepLeavesNothingBehind() {
    int cancelled = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Trial trial = new Trial(seed, 0, true);
      trial.run();

      if (trial.error != null) {
        cancelled++;
        assertThat(trial.error).as("seed %d", seed).isInstanceOf(CancelledException.class);
        assertThat(trial.computation.state()).as("seed %d", seed).isEqualTo(State.CANCELLED);
      }
    }
    assertThat(cancelled).isGreaterThan(SEEDS / 10);
  }

  /** Has the run tell of every task, as it does when somebody listens. */
  private static final class Sink implements TaskListener {
    @Override
    public void onTask(TaskEvent event) {}
  }

  private static final class Trial {
    private final long seed;
    private final TestChunk.Ledger ledger = new TestChunk.Ledger();
    private final AtomicInteger ended = new AtomicInteger();
    private final LazyChunks chunks;
    private final SeededLanes lanes;
    private final LocalComputation computation;
    private List<Long> values = List.of();
    private @Nullable RuntimeException error;

    Trial(long seed, double forkFailures, boolean cancel) {
      this.seed = seed;
      Random random = new Random(seed);
      chunks = LazyChunks.sinks(someClaiming(random, 1 + random.nextInt(120)));
      AtomicReference<@Nullable LocalComputation> target = new AtomicReference<>();
      AtomicInteger steps = new AtomicInteger(cancel ? random.nextInt(20) : Integer.MAX_VALUE);
      lanes =
          new SeededLanes(
              random,
              1 + random.nextInt(4),
              forkFailures,
              () -> {
                LocalComputation started = target.get();
                if (steps.getAndDecrement() == 0 && started != null) {
                  started.cancel();
                }
              });
      computation =
          new LocalComputation(
              new Submission(1, chunks, MEMORY, new NoStorage(), List.of(), () -> {}),
              lanes,
              new Events(lanes, List.of(new Sink())),
              new Quota(new TreeMap<>(Map.of("disk", 3, "gpu", 1))),
              _ -> ended.incrementAndGet());
      target.set(computation);
    }

    /* In one trial of three, some tasks ask for limited resources. */
    private TaskGraph someClaiming(Random random, int size) {
      TaskGraph graph = TestGraphs.random(random, size, ledger);
      if (random.nextInt(3) > 0) {
        return graph;
      }
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
      computation.start();
      try {
        List<Chunk> outputs = computation.join();
        values = outputs.stream().map(chunk -> ((TestChunk) chunk).value()).toList();
        outputs.forEach(Chunk::close);
      } catch (TaskFailedException | CancelledException e) {
        error = e;
      }
      assertThat(ledger.faults()).as("seed %d", seed).isEmpty();
      assertThat(ledger.open()).as("chunks open, seed %d", seed).isZero();
      assertThat(ended).as("seed %d", seed).hasValue(1);
    }
  }
}
