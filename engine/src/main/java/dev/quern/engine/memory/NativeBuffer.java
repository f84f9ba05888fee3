package dev.quern.engine.memory;

import dev.quern.engine.MemoryFaultException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * One owner's handle on a block of native memory. The memory is freed when its last handle is
 * closed; {@link #retain} makes another one.
 *
 * <p>Closing a handle twice, or using it after it was closed, is a {@link MemoryFaultException}
 * that names the budget. The start is aligned to 64 bytes, and at least 64 bytes behind the end can
 * be read (with undefined content), so that vector kernels need no scalar tail.
 *
 * <p>A handle may pass from thread to thread; that it is not used while being closed is the owner's
 * duty, as with every owned value.
 */
public final class NativeBuffer implements AutoCloseable {
  /** Bytes to which every buffer's start is aligned. */
  public static final int ALIGNMENT = 64;

  private static final VarHandle SEGMENT;

  static {
    try {
      SEGMENT =
          MethodHandles.lookup().findVarHandle(NativeBuffer.class, "segment", MemorySegment.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final MemoryBudget budget;
  private final ArrowBuf memory;
  private final long size;

  // Null once closed: one field says both where the memory is and whether it may be touched.
  private @Nullable MemorySegment segment;

  NativeBuffer(MemoryBudget budget, ArrowBuf memory, long size) {
    this.budget = budget;
    this.memory = memory;
    this.size = size;
    this.segment = MemorySegment.ofAddress(memory.memoryAddress()).reinterpret(padded(size));
    budget.register(this);
  }

  /** The bytes a buffer of {@code size} really needs: whole 64-byte lines and 64 bytes of slack. */
  static long padded(long size) {
    return ((size + ALIGNMENT - 1) & -ALIGNMENT) + ALIGNMENT;
  }

  /** The bytes that were asked for. */
  public long size() {
    return size;
  }

  /** The budget that pays for the memory. */
  public MemoryBudget budget() {
    return budget;
  }

  /**
   * The memory, bounded to {@link #size} rounded up to 64 bytes plus 64 bytes of slack.
   *
   * @throws MemoryFaultException when this handle was closed
   */
  public MemorySegment segment() {
    MemorySegment live = segment;
    if (live == null) {
      throw new MemoryFaultException(
          "buffer of budget '" + budget.path() + "' used after it was freed");
    }
    return live;
  }

  /** Whether this handle was closed. */
  public boolean isClosed() {
    return segment == null;
  }

  /** What all handles on the same memory have in common, and no others. */
  public Object identity() {
    return memory;
  }

  /** Another owner's handle on the same memory. */
  public NativeBuffer retain() {
    segment();
    memory.getReferenceManager().retain();
    return new NativeBuffer(budget, memory, size);
  }

  /** A handle on the same memory that says it holds only its first {@code bytes}. */
  public NativeBuffer retain(long bytes) {
    segment();
    if (bytes < 0 || bytes > size) {
      throw new MemoryFaultException("%d bytes of a buffer of %d".formatted(bytes, size));
    }
    memory.getReferenceManager().retain();
    return new NativeBuffer(budget, memory, bytes);
  }

  /** Arrow's buffer over the same memory, for Arrow's own vectors; it does not own anything. */
  public ArrowBuf arrow() {
    segment();
    return memory;
  }

  /**
   * Gives this handle up; the last one frees the memory.
   *
   * @throws MemoryFaultException when it was closed before
   */
  @Override
  public void close() {
    if (SEGMENT.getAndSet(this, (MemorySegment) null) == null) {
      throw new MemoryFaultException("buffer of budget '" + budget.path() + "' freed twice");
    }
    budget.unregister(this);
    memory.getReferenceManager().release();
  }
}
