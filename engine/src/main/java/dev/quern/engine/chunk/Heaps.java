package dev.quern.engine.chunk;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The data buffers that a column's 16-byte views point into, shared as one unit by all columns made
 * from one another by filter, take or slice: strings are never copied for those.
 */
public final class Heaps implements AutoCloseable {
  /** No data buffers: every view is inline. */
  public static final Heaps NONE = new Heaps(List.of());

  private final List<NativeBuffer> buffers;
  private final MemorySegment[] segments;
  private final AtomicInteger owners = new AtomicInteger(1);

  private Heaps(List<NativeBuffer> buffers) {
    this.buffers = List.copyOf(buffers);
    this.segments = new MemorySegment[buffers.size()];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = buffers.get(i).segment();
    }
  }

  /** Heaps that own {@code buffers}; view index i means the i-th. */
  public static Heaps of(List<NativeBuffer> buffers) {
    return buffers.isEmpty() ? NONE : new Heaps(buffers);
  }

  /** Heaps over {@code first}'s buffers followed by {@code second}'s; both stay open. */
  public static Heaps concat(Heaps first, Heaps second) {
    List<NativeBuffer> all = new ArrayList<>(first.buffers.size() + second.buffers.size());
    first.buffers.forEach(b -> all.add(b.retain()));
    second.buffers.forEach(b -> all.add(b.retain()));
    return of(all);
  }

  /** How many buffers there are. */
  public int size() {
    return segments.length;
  }

  /** The memory of the buffers, by view index: for kernels; not to be changed. */
  @SuppressWarnings("ReferenceEquality")
  public MemorySegment[] segments() {
    if (this != NONE && owners.get() <= 0) {
      throw new MemoryFaultException("string data used after it was freed");
    }
    return segments;
  }

  /** The buffers by view index; they stay owned by this. */
  public List<NativeBuffer> buffers() {
    return buffers;
  }

  /** Bytes held. */
  public long byteSize() {
    return buffers.stream().mapToLong(NativeBuffer::size).sum();
  }

  /** One more owner, who closes it too. */
  @SuppressWarnings("ReferenceEquality")
  public Heaps retain() {
    if (this != NONE && owners.getAndIncrement() <= 0) {
      throw new MemoryFaultException("string data used after it was freed");
    }
    return this;
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  public void close() {
    if (this == NONE) {
      return;
    }
    int left = owners.decrementAndGet();
    if (left == 0) {
      buffers.forEach(NativeBuffer::close);
    } else if (left < 0) {
      throw new MemoryFaultException("string data freed twice");
    }
  }
}
