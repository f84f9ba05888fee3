package dev.quern.scheduler.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.SessionClosedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestChunk;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.run.Computation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SerialLanesTest {
  private final TestChunk.Ledger ledger = new TestChunk.Ledger();

  @Test
  void randomGraphsGiveTheValuesOfASequentialRun() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (Session session = Session.local().memory("1m").serial().open()) {
      for (int round = 0; round < 300; round++) {
        LazyChunks chunks =
            LazyChunks.sinks(TestGraphs.random(random, 1 + random.nextInt(200), ledger));

        assertThat(values(session.submit(chunks)))
            .as("seed %d round %d", seed, round)
            .isEqualTo(TestGraphs.evaluate(chunks));
      }
    }
    assertThat(ledger.open()).isZero();
    assertThat(ledger.faults()).isEmpty();
  }

  @Test
  void tasksRunInTheCallersThreadOnTopOfTheCallThatWantsTheirResult() {
    List<Thread> threads = new ArrayList<>();
    List<String> stack = new ArrayList<>();
    Operator look =
        (_, _) -> {
          threads.add(Thread.currentThread());
          Arrays.stream(new Throwable().getStackTrace())
              .map(StackTraceElement::getMethodName)
              .forEach(stack::add);
          return new TestChunk(ledger, 1);
        };
    try (Session session = Session.local().memory("1m").serial().open()) {
      Computation computation = session.submit(one(look));
      assertThat(threads).isEmpty();
      values(computation);
    }

    assertThat(threads).containsExactly(Thread.currentThread());
    assertThat(stack)
        .contains("tasksRunInTheCallersThreadOnTopOfTheCallThatWantsTheirResult", "join");
  }

  @Test
  void aTaskMayRunGraphsOfItsOwnInItsSession() {
    try (Session session = Session.local().memory("1m").serial().open()) {
      Operator nested =
          (_, _) -> {
            assertThat(Session.current()).isSameAs(session);
            return session.submit(one((_, _) -> new TestChunk(ledger, 3))).join().getFirst();
          };

      assertThat(values(session.submit(one(nested)))).containsExactly(3L);
      assertThat(Lanes.current()).isNull();
    }
  }

  @Test
  void theSessionOfTheCallerIsBackAfterASerialOneRanWithinItsTask() {
    try (Session outer = Session.local().workers(1).memory("1m").open();
        Session serial = Session.local().memory("1m").serial().open()) {
      Operator nested =
          (_, _) -> {
            Chunk result =
                serial
                    .submit(
                        one(
                            (_, _) -> {
                              assertThat(Session.current()).isSameAs(serial);
                              return new TestChunk(ledger, 4);
                            }))
                    .join()
                    .getFirst();
            assertThat(Session.current()).isSameAs(outer);
            return result;
          };

      assertThat(values(outer.submit(one(nested)))).containsExactly(4L);
    }
  }

  @Test
  void closingCancelsWhatNobodyWaitedFor() {
    Session session = Session.local().memory("1m").serial().open();
    Computation forgotten = session.submit(one((_, _) -> new TestChunk(ledger, 1)));
    session.close();

    assertThatThrownBy(forgotten::join).isInstanceOf(CancelledException.class);
    assertThatThrownBy(() -> session.submit(one((_, _) -> new TestChunk(ledger, 1))))
        .isInstanceOf(SessionClosedException.class);
    assertThat(ledger.total()).isZero();
  }

  @Test
  void alarmsGoOffWhileSomebodyWaits() throws InterruptedException {
    try (SerialLanes lanes = new SerialLanes()) {
      List<String> heard = new ArrayList<>();
      CountDownLatch last = new CountDownLatch(1);
      lanes.after(TimeUnit.MILLISECONDS.toNanos(1), () -> heard.add("first"));
      lanes.after(
          TimeUnit.MILLISECONDS.toNanos(1),
          () -> {
            heard.add("second");
            last.countDown();
          });
      lanes.after(TimeUnit.MILLISECONDS.toNanos(1), () -> heard.add("never")).cancel();
      lanes.await(last);

      assertThat(heard).containsExactly("first", "second");
      assertThat(lanes.await(new CountDownLatch(1), 1)).isFalse();
    }
  }

  private List<Long> values(Computation computation) {
    List<Chunk> outputs = computation.join();
    List<Long> values = outputs.stream().map(chunk -> ((TestChunk) chunk).value()).toList();
    outputs.forEach(Chunk::close);
    return values;
  }

  private static LazyChunks one(Operator operator) {
    return LazyChunks.sinks(
        TaskGraph.builder().add(TestGraphs.key("one"), operator, Origin.of("one")).build());
  }
}
