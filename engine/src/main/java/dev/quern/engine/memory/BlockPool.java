package dev.quern.engine.memory;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A pool of freed native blocks by size class, so that a block used for one morsel serves the next
 * one without a system call and without fresh page faults (which cost more than the kernels that
 * fill the block).
 *
 * <p>Size classes are four to a power of two, from 4 KiB to 64 MiB; smaller blocks go to {@code
 * malloc}, which is good at them, larger ones to the system. Each class is a small array of slots
 * that hold the address of a free block or 0; taking and giving is one compare-and-set on a slot
 * found by scanning from a position that depends on the thread, so that threads rarely meet. When
 * many blocks are freed at once, as at the end of a query, those without a slot go to a stack of
 * their class. The pool holds at most {@code limit} bytes; what does not fit is freed.
 */
final class BlockPool {
  private static final int SMALLEST = 4 << 10;
  private static final long LARGEST = 64L << 20;
  private static final int SLOTS = 64;

  /** The pool of this process. */
  static final BlockPool SHARED = new BlockPool(defaultLimit());

  private final AtomicLongArray[] classes = new AtomicLongArray[classOf(LARGEST) + 1];
  private final Stack[] stacks = new Stack[classes.length];
  private final AtomicLong pooled = new AtomicLong();
  private final long limit;

  BlockPool(long limit) {
    this.limit = limit;
    for (int i = 0; i < classes.length; i++) {
      classes[i] = new AtomicLongArray(SLOTS);
      stacks[i] = new Stack();
    }
  }

  /** The size of the block that {@link #take} returns for a request of {@code size} bytes. */
  static long blockSize(long size) {
    if (size < SMALLEST) {
      return Math.max(64, (size + 63) & -64L);
    }
    if (size > LARGEST) {
      return (size + SystemMemory.HUGE_PAGE - 1) & -SystemMemory.HUGE_PAGE;
    }
    return sizeOf(classOf(size));
  }

  /** The address of a block of exactly {@code blockSize(size)} bytes; 0 when there is no memory. */
  long take(long blockSize) {
    if (blockSize >= SMALLEST && blockSize <= LARGEST) {
      AtomicLongArray slots = classes[classOf(blockSize)];
      int start = start();
      for (int i = 0; i < SLOTS; i++) {
        int slot = (start + i) & (SLOTS - 1);
        long address = slots.getPlain(slot);
        if (address != 0 && slots.compareAndSet(slot, address, 0)) {
          pooled.addAndGet(-blockSize);
          return address;
        }
      }
      long address = stacks[classOf(blockSize)].pop();
      if (address != 0) {
        pooled.addAndGet(-blockSize);
        return address;
      }
    }
    long address = SystemMemory.allocate(blockSize);
    if (address == 0 && pooled.get() > 0) {
      clear();
      address = SystemMemory.allocate(blockSize);
    }
    return address;
  }

  /** Takes back a block of {@code blockSize} bytes. */
  void give(long address, long blockSize) {
    if (blockSize >= SMALLEST && blockSize <= LARGEST) {
      if (pooled.addAndGet(blockSize) <= limit) {
        int sizeClass = classOf(blockSize);
        if (!put(classes[sizeClass], address)) {
          stacks[sizeClass].push(address);
        }
        return;
      }
      pooled.addAndGet(-blockSize);
    }
    SystemMemory.free(address);
  }

  /** Bytes that lie free in the pool. */
  long pooledBytes() {
    return pooled.get();
  }

  /** Gives every pooled block back to the system. */
  void clear() {
    for (int c = 0; c < classes.length; c++) {
      for (int slot = 0; slot < SLOTS; slot++) {
        long address = classes[c].getAndSet(slot, 0);
        if (address != 0) {
          pooled.addAndGet(-sizeOf(c));
          SystemMemory.free(address);
        }
      }
      for (long address = stacks[c].pop(); address != 0; address = stacks[c].pop()) {
        pooled.addAndGet(-sizeOf(c));
        SystemMemory.free(address);
      }
    }
  }

  private static boolean put(AtomicLongArray slots, long address) {
    int start = start();
    for (int i = 0; i < SLOTS; i++) {
      int slot = (start + i) & (SLOTS - 1);
      if (slots.getPlain(slot) == 0 && slots.compareAndSet(slot, 0, address)) {
        return true;
      }
    }
    return false;
  }

  private static int start() {
    return (int) (Thread.currentThread().threadId() * 17);
  }

  /* Class 4k + q holds blocks of SMALLEST * 2^k * (1 + q/4) bytes. */
  static int classOf(long size) {
    if (size <= SMALLEST) {
      return 0;
    }
    int log = 63 - Long.numberOfLeadingZeros(size - 1);
    long base = 1L << log;
    int quarter = (int) ((size - base + base / 4 - 1) / (base / 4));
    int octave = log - Integer.numberOfTrailingZeros(SMALLEST);
    return octave * 4 + quarter;
  }

  static long sizeOf(int sizeClass) {
    long base = (long) SMALLEST << (sizeClass >>> 2);
    return base + (base >>> 2) * (sizeClass & 3);
  }

  private static long defaultLimit() {
    return Math.clamp(Runtime.getRuntime().maxMemory() / 4, 64L << 20, 2L << 30);
  }

  /** Addresses of free blocks that found no slot. */
  private static final class Stack {
    private long[] addresses = new long[SLOTS];
    private volatile int size;

    synchronized void push(long address) {
      if (size == addresses.length) {
        addresses = Arrays.copyOf(addresses, 2 * size);
      }
      addresses[size] = address;
      size++;
    }

    /** The address last pushed, or 0. */
    long pop() {
      // Mostly there is nothing, which costs no lock.
      return size == 0 ? 0 : popped();
    }

    private synchronized long popped() {
      if (size == 0) {
        return 0;
      }
      size--;
      return addresses[size];
    }
  }
}
