package dev.quern.scheduler;

import static dev.quern.scheduler.Tasks.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.graph.TestChunk;
import dev.quern.scheduler.task.Task;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistTest {
  private final AtomicInteger calls = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatIsKeptIsReadInsteadOfComputed(int workers) {
    try (Session session = Session.local().workers(workers).memory("64m").open()) {
      Delayed<Integer> input = delayed(calls::incrementAndGet);
      Delayed<Integer> slow = input.map(x -> 10 * x);

      try (Persisted<Integer> kept = session.persist(slow)) {
        assertThat(slow.map(x -> x + 1).compute(session)).isEqualTo(11);
        assertThat(kept.compute(session)).isEqualTo(10);
        assertThat(delayed((a, b) -> a + b, kept, slow).compute(session)).isEqualTo(20);
        assertThat(calls).hasValue(1);
      }
      assertThat(slow.compute(session)).isEqualTo(20);
    }
  }

  /* the task that reads what is kept begins after it was given up */
  @Test
  void aGraphThatWasSubmittedKeepsWhatItReads() throws Exception {
    TestChunk.Ledger ledger = new TestChunk.Ledger();
    CountDownLatch goOn = new CountDownLatch(1);
    try (Session session = Session.local().workers(1).memory("64m").open()) {
      Delayed<TestChunk> chunk =
          delayed(
              () -> {
                calls.incrementAndGet();
                return new TestChunk(ledger, 7);
              });
      Persisted<TestChunk> kept = session.persist(chunk);
      Task<Integer> busy =
          session.submit(
              () -> {
                goOn.await();
                return 1;
              });
      var reading = session.submit(chunk.map(TestChunk::value).lazyChunks());
      kept.close();
      kept.close();
      goOn.countDown();

      assertThat(busy.join()).isEqualTo(1);
      assertThat(reading.join()).hasSize(1);
      assertThat(calls).hasValue(1);
    }
    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.open()).isZero();
  }

  @Test
  void closingTheSessionGivesUpWhatWasForgotten() {
    TestChunk.Ledger ledger = new TestChunk.Ledger();
    Session session = Session.local().workers(1).memory("64m").open();
    Persisted<TestChunk> kept = session.persist(delayed(() -> new TestChunk(ledger, 7)));
    session.close();

    assertThat(ledger.open()).isZero();
    kept.close();
    assertThat(ledger.faults()).isEmpty();
  }
}
