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
 * their class.
 *
 * <p>What lies free here takes no memory beyond the budgets: blocks in use and free ones together
 * are at most what all budgets may hold, or free ones go back to the system. And no more than
 * {@link #MOST} lie free, whatever the budgets are.
 */
final class BlockPool {
  private static final int SMALLEST = 4 << 10;
  private static final long LARGEST = 64L << 20;
  private static final int SLOTS = 64;

  /** The most bytes that lie free in the pool of a process. */
  private static final long MOST = 2L << 30;

  /** The pool of this process. */
  static final BlockPool SHARED = new BlockPool(MOST);

  private final AtomicLongArray[] classes = new AtomicLongArray[classOf(LARGEST) + 1];
  private final Stack[] stacks = new Stack[classes.length];
  private final AtomicLong pooled = new AtomicLong();
  private final AtomicLong allowed = new AtomicLong();
  private final long most;

  /* Bytes of all blocks that the system gave and has not back: pooled ones, and those in use. */
  private final AtomicLong resident = new AtomicLong();

  /** An empty pool, of whose blocks at most {@code most} bytes will lie free. */
  BlockPool(long most) {
    this.most = most;
    for (int i = 0; i < classes.length; i++) {
      classes[i] = new AtomicLongArray(SLOTS);
      stacks[i] = new Stack();
    }
  }

  /** Notes that budgets may hold {@code bytes} more from now on, or less. */
  void allow(long bytes) {
    long now = allowed.addAndGet(bytes);
    if (bytes < 0) {
      evict(resident.get() - now);
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
    evict(resident.addAndGet(blockSize) - allowed.get());
    long address = SystemMemory.allocate(blockSize);
    if (address == 0 && pooled.get() > 0) {
      clear();
      address = SystemMemory.allocate(blockSize);
    }
    if (address == 0) {
      resident.addAndGet(-blockSize);
    }
    return address;
  }

  /** Takes back a block of {@code blockSize} bytes. */
  void give(long address, long blockSize) {
    if (blockSize >= SMALLEST && blockSize <= LARGEST) {
      if (pooled.addAndGet(blockSize) <= most && resident.get() <= allowed.get()) {
        int sizeClass = classOf(blockSize);
        if (!put(classes[sizeClass], address)) {
          stacks[sizeClass].push(address);
        }
        return;
      }
      pooled.addAndGet(-blockSize);
    }
    free(address, blockSize);
  }

  private void free(long address, long blockSize) {
    SystemMemory.free(address, blockSize);
    resident.addAndGet(-blockSize);
  }

  /** Bytes that lie free in the pool. */
  long pooledBytes() {
    return pooled.get();
  }

  /** Bytes of all blocks: of those that are in use, and of those that lie free. */
  long residentBytes() {
    return resident.get();
  }

  /** Gives every pooled block back to the system. */
  void clear() {
    evict(Long.MAX_VALUE);
  }

  /* Gives pooled blocks back to the system, the largest first, until that are `bytes`. */
  private void evict(long bytes) {
    long left = Math.min(bytes, pooled.get());
    for (int c = classes.length - 1; c >= 0 && left > 0; c--) {
      for (long address = takeAny(c); address != 0; address = left > 0 ? takeAny(c) : 0) {
        pooled.addAndGet(-sizeOf(c));
        free(address, sizeOf(c));
        left -= sizeOf(c);
      }
    }
  }

  private long takeAny(int sizeClass) {
    long stacked = stacks[sizeClass].pop();
    AtomicLongArray slots = classes[sizeClass];
    for (int slot = 0; stacked == 0 && slot < SLOTS; slot++) {
      stacked = slots.getPlain(slot) == 0 ? 0 : slots.getAndSet(slot, 0);
    }
    return stacked;
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
