package dev.quern.scheduler.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A sum of bytes and its peak, cheap to change from many threads: each changes a stripe of its own,
 * and a stripe is folded into the sum when it has drifted by a grain.
 *
 * <p>{@link #live} is exact when nobody is changing it; {@link #peak} may be short by a grain for
 * each stripe.
 */
public final class ByteGauge {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  /* Two cache lines apart, since hardware fetches lines in pairs. */
  private static final int STRIDE = 16;

  private final long[] stripes;
  private final int count;
  private final long grain;
  private final AtomicLong folded = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();

  /** A gauge at zero. */
  public ByteGauge(int stripes, long grain) {
    this.stripes = new long[(stripes + 1) * STRIDE];
    this.count = stripes;
    this.grain = grain;
  }

  /** Adds {@code bytes}, negative when memory was freed; {@code stripe} says who does. */
  public void add(int stripe, long bytes) {
    int slot = (stripe % count + 1) * STRIDE;
    long drift = (long) LONGS.getAndAdd(stripes, slot, bytes) + bytes;
    if (drift >= grain || drift <= -grain) {
      long sum = folded.addAndGet((long) LONGS.getAndSet(stripes, slot, 0L));
      if (sum > peak.get()) {
        peak.accumulateAndGet(sum, Math::max);
      }
    }
  }

  /** The bytes there are now. */
  public long live() {
    long sum = folded.get();
    for (int i = 1; i <= count; i++) {
      sum += (long) LONGS.getVolatile(stripes, i * STRIDE);
    }
    return sum;
  }

  /** The most bytes there were at once. */
  public long peak() {
    return Math.max(peak.get(), live());
  }
}
