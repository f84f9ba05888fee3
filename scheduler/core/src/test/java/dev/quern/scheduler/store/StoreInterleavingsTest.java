package dev.quern.scheduler.store;

import dev.quern.engine.chunk.Chunk;
import dev.quern.scheduler.Interleavings;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** What the lock-free pieces of a store do in every interleaving of a few threads. */
class StoreInterleavingsTest {

  /** Three readers of one result: each finds it open, and the last one closes it. */
  public static class ThreeReaders {
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final ChunkStore store = new ChunkStore(new int[] {3}, 2);

    /** A store with the result in it. */
    public ThreeReaders() {
      store.put(0, new Counted(closed), 0);
    }

    /** The first reader. */
    @Operation(runOnce = true)
    public boolean first() {
      return readAndRelease(0);
    }

    /** The second reader. */
    @Operation(runOnce = true)
    public boolean second() {
      return readAndRelease(1);
    }

    /** The third reader. */
    @Operation(runOnce = true)
    public boolean third() {
      return readAndRelease(2);
    }

    private boolean readAndRelease(int stripe) {
      boolean open = store.pin(0) != null && closed.get() == 0;
      done.incrementAndGet();
      store.release(0, 0, stripe);
      return open;
    }

    /** The result is closed once, when all have read it. */
    @Validate
    public void isClosedByTheLast() {
      int expected = done.get() == 3 ? 1 : 0;
      if (closed.get() != expected || store.liveBytes() != (1 - expected) * 8L) {
        throw new AssertionError(
            done + " have read, closed " + closed + " times, " + store.liveBytes());
      }
    }
  }

  /** A chunk that counts how often it is closed. */
  private record Counted(AtomicInteger closed) implements Chunk {
    @Override
    public long byteSize() {
      return 8;
    }

    @Override
    public Chunk retain() {
      return this;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  /** A gauge of two stripes that folds at every other change. */
  @Param(name = "stripe", gen = IntGen.class, conf = "0:1")
  @Param(name = "bytes", gen = IntGen.class, conf = "-3:3")
  public static class TwoStripes {
    private final AtomicLong sum = new AtomicLong();
    private final ByteGauge gauge = new ByteGauge(2, 2);

    /** Changes one. */
    @Operation
    public void add(@Param(name = "stripe") int stripe, @Param(name = "bytes") int bytes) {
      sum.addAndGet(bytes);
      gauge.add(stripe, bytes);
    }

    /** Nothing is lost in folding. */
    @Validate
    public void isTheSum() {
      if (gauge.live() != sum.get() || gauge.peak() < sum.get()) {
        throw new AssertionError(gauge.live() + " and at most " + gauge.peak() + ", not " + sum);
      }
    }
  }

  @Test
  void theLastReaderClosesInEveryInterleaving() {
    Interleavings.played(3, 2).check(ThreeReaders.class);
    Interleavings.stressed(3, 2).check(ThreeReaders.class);
  }

  @Test
  void theGaugeLosesNothingInAnyInterleaving() {
    Interleavings.played(3, 2).check(TwoStripes.class);
    Interleavings.stressed(3, 2).check(TwoStripes.class);
  }
}
