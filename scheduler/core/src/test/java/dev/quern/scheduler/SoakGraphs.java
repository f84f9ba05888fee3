package dev.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestChunk;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.run.Computation;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Graphs that are computed, cancelled, nested, that fail, or that do not fit in the memory. */
final class SoakGraphs {
  private static final int MOST_TASKS = 300;
  private static final int WIDTH = 50;
  private static final int PLACE = 77;

  private final TestChunk.Ledger ledger;

  SoakGraphs(TestChunk.Ledger ledger) {
    this.ledger = ledger;
  }

  Map<String, SoakTest.Deed> deeds() {
    return Map.of(
        "compute", this::compute,
        "cancel", this::cancel,
        "fail", this::fail,
        "nest", this::nest,
        "spill", this::spill,
        "abandon spilled results", this::abandon);
  }

  private void compute(Session session, Random random) {
    LazyChunks chunks = chunks(random);
    assertThat(values(session.submit(chunks))).isEqualTo(TestGraphs.evaluate(chunks));
  }

  private void cancel(Session session, Random random) {
    try (Computation computation = session.submit(chunks(random))) {
      spin(random);
      computation.cancel();
      values(computation);
    } catch (CancelledException expected) {
      // as it was asked to be
    }
  }

  private void fail(Session session, Random random) {
    int failing = random.nextInt(WIDTH);
    AtomicLong begun = new AtomicLong();
    Operator operator =
        (_, _) -> {
          if (begun.getAndIncrement() == failing) {
            throw new IllegalStateException("planted");
          }
          return new TestChunk(ledger, 1);
        };
    assertThatThrownBy(() -> values(session.submit(wide(operator, WIDTH))))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseMessage("planted");
  }

  private void nest(Session session, Random random) {
    LazyChunks chunks = chunks(random);
    Operator nesting =
        (_, _) -> {
          List<Long> values = values(session.submit(chunks));
          return new TestChunk(ledger, values.hashCode());
        };
    long expected = TestGraphs.evaluate(chunks).hashCode();

    assertThat(values(session.submit(wide(nesting, 5)))).containsOnly(expected);
  }

  /* A level of it is half of the session's memory or twice as much. */
  private void spill(Session session, Random random) {
    int width = 64 << random.nextInt(3);
    List<Chunk> outputs = session.submit(BlockGraphs.butterfly(width)).join();
    try (Chunk sum = outputs.getFirst()) {
      assertThat(((Block) sum).longAt(PLACE)).isEqualTo(BlockGraphs.sumOfButterfly(width, PLACE));
    }
  }

  private void abandon(Session session, Random random) {
    try (Computation computation = session.submit(BlockGraphs.butterfly(128))) {
      for (int i = random.nextInt(50);
          i > 0 && computation.state() == Computation.State.RUNNING;
          i--) {
        spin(random);
      }
    }
  }

  private static void spin(Random random) {
    long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(random.nextInt(300));
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  private LazyChunks chunks(Random random) {
    return LazyChunks.sinks(TestGraphs.random(random, 1 + random.nextInt(MOST_TASKS), ledger));
  }

  private static LazyChunks wide(Operator operator, int width) {
    var graph = TaskGraph.builder();
    for (int i = 0; i < width; i++) {
      graph.add(TestGraphs.key("wide" + i), operator, Origin.of("wide"));
    }
    return LazyChunks.sinks(graph.build());
  }

  private static List<Long> values(Computation computation) {
    List<Chunk> outputs = computation.join();
    List<Long> values = outputs.stream().map(chunk -> ((TestChunk) chunk).value()).toList();
    outputs.forEach(Chunk::close);
    return values;
  }
}
