package dev.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestChunk;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.run.Computation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A mix of submits, cancels, failures and nested graphs on real threads, for as long as {@code
 * -Dquern.soak=PT30M} says: nothing is leaked, and nothing gets stuck.
 */
class SoakTest {
  private static final Duration TIME = Duration.parse(System.getProperty("quern.soak", "PT20S"));
  private static final int USERS = 4;

  private final TestChunk.Ledger ledger = new TestChunk.Ledger();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong cancelled = new AtomicLong();

  @Test
  @Tag("slow")
  void nothingIsLeakedAndNothingGetsStuck() throws InterruptedException {
    long seed = new Random().nextLong();
    ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    try (Session session = Session.local().workers(3).memory("16m").open()) {
      long end = System.nanoTime() + TIME.toNanos();
      List<Thread> users = new ArrayList<>();
      for (int i = 0; i < USERS; i++) {
        Random random = new Random(seed + i);
        users.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        while (System.nanoTime() < end && wrong.isEmpty()) {
                          round(session, random);
                        }
                      } catch (Throwable unexpected) {
                        wrong.add(unexpected);
                      }
                    }));
      }
      for (Thread user : users) {
        assertThat(user.join(TIME.plusMinutes(1))).as("a user is stuck, seed %d", seed).isTrue();
      }
      assertThat(wrong).as("seed %d", seed).isEmpty();
      assertThat(session.memory().used()).as("seed %d", seed).isZero();
    }
    assertThat(ledger.faults()).as("seed %d", seed).isEmpty();
    assertThat(ledger.open()).as("chunks open, seed %d", seed).isZero();
    assertThat(List.of(done.get(), failed.get(), cancelled.get()))
        .as("done, failed, cancelled, seed %d", seed)
        .allMatch(count -> count > 0);
  }

  private void round(Session session, Random random) {
    LazyChunks chunks =
        LazyChunks.sinks(TestGraphs.random(random, 1 + random.nextInt(300), ledger));
    switch (random.nextInt(4)) {
      case 0 -> cancel(session, chunks, random);
      case 1 -> fail(session, random);
      case 2 -> nest(session, chunks);
      default -> assertThat(values(session.submit(chunks))).isEqualTo(TestGraphs.evaluate(chunks));
    }
  }

  private void cancel(Session session, LazyChunks chunks, Random random) {
    try (Computation computation = session.submit(chunks)) {
      long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(random.nextInt(300));
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      if (computation.cancel()) {
        cancelled.incrementAndGet();
      }
      values(computation);
    } catch (CancelledException expected) {
      // as it was asked to be
    }
  }

  private void fail(Session session, Random random) {
    int failing = random.nextInt(50);
    AtomicLong begun = new AtomicLong();
    Operator operator =
        (_, _) -> {
          if (begun.getAndIncrement() == failing) {
            throw new IllegalStateException("planted");
          }
          return new TestChunk(ledger, 1);
        };
    try {
      values(session.submit(wide(operator, 50)));
      throw new AssertionError("a task threw, and nobody was told");
    } catch (TaskFailedException expected) {
      failed.incrementAndGet();
    }
  }

  private void nest(Session session, LazyChunks chunks) {
    Operator nesting =
        (_, _) -> {
          List<Long> values = values(session.submit(chunks));
          return new TestChunk(ledger, values.hashCode());
        };
    long expected = TestGraphs.evaluate(chunks).hashCode();

    assertThat(values(session.submit(wide(nesting, 5)))).containsOnly(expected);
    done.incrementAndGet();
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
