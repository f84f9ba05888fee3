package dev.quern.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.graph.TestChunk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkStoreTest {
  private final TestChunk.Ledger ledger = new TestChunk.Ledger();

  @Test
  void theLastReaderCloses() {
    ChunkStore store = new ChunkStore(new int[] {2}, 1);
    store.put(0, new TestChunk(ledger, 5), 0);

    store.release(0, 1, 0);
    assertThat(ledger.open()).isEqualTo(1);
    assertThat(store.pin(0)).isNotNull();
    assertThat(store.liveBytes()).isEqualTo(8);

    store.release(0, 1, 0);
    assertThat(ledger.open()).isZero();
    assertThat(store.pin(0)).isNull();
    assertThat(store.liveBytes()).isZero();
    assertThat(store.peakBytes()).isZero();
  }

  @Test
  void whatNobodyReadsIsNotKept() {
    ChunkStore store = new ChunkStore(new int[] {0}, 1);
    store.put(0, new TestChunk(ledger, 5), 0);

    assertThat(ledger.open()).isZero();
    assertThat(store.pin(0)).isNull();
  }

  @Test
  void whatIsTakenIsNotClosed() {
    ChunkStore store = new ChunkStore(new int[] {1}, 1);
    TestChunk chunk = new TestChunk(ledger, 5);
    store.put(0, chunk, 0);

    assertThat(store.take(0, 0)).isSameAs(chunk);
    assertThat(store.take(0, 0)).isNull();
    assertThat(store.liveBytes()).isZero();
    chunk.close();
    assertThat(ledger.faults()).isEmpty();
  }

  @Test
  void releasingWhatWasNeverMadeIsHarmless() {
    ChunkStore store = new ChunkStore(new int[] {1}, 1);
    store.release(0, 1, 0);

    assertThat(store.liveBytes()).isZero();
  }

  @Test
  void theGaugeAddsStripesUpAndKeepsThePeak() throws InterruptedException {
    int stripes = 4;
    ByteGauge gauge = new ByteGauge(stripes, 10);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < stripes; t++) {
      int stripe = t;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 100_000; i++) {
                      gauge.add(stripe, 7);
                      gauge.add(stripe, -6);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(gauge.live()).isEqualTo(400_000);
    assertThat(gauge.peak()).isBetween(400_000L, 400_000L + 7L * stripes);
    gauge.add(9, -400_000);
    assertThat(gauge.live()).isZero();
    assertThat(gauge.peak()).isBetween(400_000L - 10L * stripes, 400_000L + 7L * stripes);
  }
}
