package dev.quern.engine.graph;

import dev.quern.engine.chunk.Chunk;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A chunk of one number whose {@link Ledger} notes every handle opened, closed and misused. */
public final class TestChunk implements Chunk {
  private final Ledger ledger;
  private final long value;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** A handle on {@code value}, noted in {@code ledger}. */
  public TestChunk(Ledger ledger, long value) {
    this.ledger = ledger;
    this.value = value;
    ledger.opened();
  }

  /** The number; reading it after close is a fault. */
  public long value() {
    if (closed.get()) {
      ledger.faults.add("read after close: " + value);
    }
    return value;
  }

  @Override
  public long byteSize() {
    return 8;
  }

  @Override
  public Chunk retain() {
    return new TestChunk(ledger, value());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      ledger.open.decrementAndGet();
    } else {
      ledger.faults.add("closed twice: " + value);
    }
  }

  @Override
  public String toString() {
    return "TestChunk[" + value + "]";
  }

  /** Counts the handles of a test. */
  public static final class Ledger {
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();
    private final AtomicLong total = new AtomicLong();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    /** Handles open now. */
    public long open() {
      return open.get();
    }

    /** The most handles ever open at once. */
    public long peak() {
      return peak.get();
    }

    /** Handles ever opened. */
    public long total() {
      return total.get();
    }

    /** Reads after close and second closes. */
    public Queue<String> faults() {
      return faults;
    }

    private void opened() {
      long now = open.incrementAndGet();
      total.incrementAndGet();
      peak.accumulateAndGet(now, Math::max);
    }
  }
}
