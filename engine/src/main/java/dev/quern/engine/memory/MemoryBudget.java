package dev.quern.engine.memory;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.MemoryLimitException;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A named account of native memory with a limit; budgets form a tree, and what a child holds counts
 * against all its ancestors.
 *
 * <pre>
 *   session (8 GiB)
 *   ├── graph 17 (8 GiB)      1.2 GiB held
 *   └── cache    (2 GiB)      0.4 GiB held
 * </pre>
 *
 * <p>An allocation beyond a limit throws {@link MemoryLimitException} that names the budget and the
 * largest holders. {@link #close} demands that everything was freed, and otherwise throws {@link
 * MemoryFaultException} with the owner's name. With the system property {@code
 * quern.debug.memory=true} every allocation remembers its stack, which faults then print.
 *
 * <p>Thread-safe. An allocation costs well under a microsecond when the pool has a block.
 */
public final class MemoryBudget implements AutoCloseable {
  static final boolean DEBUG = Boolean.getBoolean("quern.debug.memory");

  /* So that sums of limits do not overflow. */
  private static final long MOST_POOLING = 1L << 48;

  private final String name;
  private final @Nullable MemoryBudget parent;
  private final BufferAllocator allocator;
  private final @Nullable MemoryRelief relief;
  private final long reservation;
  private final AtomicLong reserved = new AtomicLong();
  private final Map<MemoryBudget, Boolean> children = new ConcurrentHashMap<>();
  private final Map<Object, Throwable> origins = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private MemoryBudget(
      String name,
      @Nullable MemoryBudget parent,
      BufferAllocator allocator,
      @Nullable MemoryRelief relief,
      long reservation) {
    this.name = name;
    this.parent = parent;
    this.allocator = allocator;
    this.relief = relief;
    this.reservation = reservation;
  }

  /** A budget of {@code limit} bytes that stands for itself. */
  public static MemoryBudget root(String name, long limit) {
    return open(name, limit, null, null);
  }

  /**
   * A budget of {@code limit} bytes that stands for itself.
   *
   * @param relief who is asked to give memory back before an allocation here, or in a budget below,
   *     fails for lack of it
   */
  public static MemoryBudget root(String name, long limit, MemoryRelief relief) {
    return open(name, limit, relief, null);
  }

  /**
   * A budget that stands for itself, without a limit, whose blocks of a MiB and more are mapped
   * files: for what has no room in memory and is read and written in its order for the most part.
   * The system writes such pages to their file, and takes them back, when memory is short. The
   * smaller blocks are memory that no other budget counts.
   *
   * <p>An allocation throws what {@code files} does where the disk is full; it costs writing the
   * block once.
   */
  public static MemoryBudget onDisk(String name, BlockFiles files) {
    return open(name, Long.MAX_VALUE, null, files);
  }

  private static MemoryBudget open(
      String name, long limit, @Nullable MemoryRelief relief, @Nullable BlockFiles files) {
    // Arrow's classes must be there before ours that extend them: each asks for the other.
    RootAllocator allocator =
        new RootAllocator(
            RootAllocator.configBuilder()
                .maxAllocation(limit)
                .allocationManagerFactory(
                    files == null ? FfmAllocationManager.FACTORY : MappedBlock.factory(files))
                .roundingPolicy(BlockPool::blockSize)
                .build());
    MemoryBudget root = new MemoryBudget(name, null, allocator, relief, 0);
    BlockPool.SHARED.allow(root.pooling());
    return root;
  }

  /* What the pool may keep for this root: nothing for one that is unlimited. */
  private long pooling() {
    return limit() == Long.MAX_VALUE ? 0 : Math.min(limit(), MOST_POOLING);
  }

  /** A budget inside this one that may hold {@code limit} bytes of it. */
  public MemoryBudget child(String childName, long limit) {
    checkOpen();
    MemoryBudget child =
        new MemoryBudget(
            childName,
            this,
            allocator.newChildAllocator(path() + "/" + childName, 0, limit),
            null,
            0);
    children.put(child, true);
    return child;
  }

  /**
   * A budget inside this one that has {@code bytes} of it to itself until it is closed, whether it
   * allocates them or not: for what is held elsewhere and has to be counted here.
   *
   * @throws MemoryLimitException when this budget or an ancestor has not that much left
   */
  public MemoryBudget reserve(String childName, long bytes) {
    checkOpen();
    if (bytes < 0) {
      throw new MemoryFaultException("budget '" + path() + "': " + bytes + " bytes reserved");
    }
    while (true) {
      try {
        MemoryBudget child =
            new MemoryBudget(
                childName,
                this,
                allocator.newChildAllocator(path() + "/" + childName, bytes, bytes),
                null,
                bytes);
        children.put(child, true);
        root().reserved.addAndGet(bytes);
        return child;
      } catch (OutOfMemoryException e) {
        if (!isRelieved(bytes)) {
          throw new MemoryLimitException(refusal(bytes), e);
        }
      }
    }
  }

  /** A budget inside this one with the same limit: for naming an owner. */
  public MemoryBudget child(String childName) {
    return child(childName, limit());
  }

  /**
   * A buffer of {@code size} bytes with undefined content, owned by the caller.
   *
   * @throws MemoryLimitException when this budget or an ancestor has not that much left
   */
  public NativeBuffer allocate(long size) {
    checkOpen();
    if (size < 0) {
      throw new MemoryFaultException("budget '" + path() + "': a buffer of " + size + " bytes");
    }
    long padded = NativeBuffer.padded(size);
    while (true) {
      try {
        return new NativeBuffer(this, allocator.buffer(padded), size);
      } catch (OutOfMemoryException e) {
        if (!isRelieved(BlockPool.blockSize(padded))) {
          throw new MemoryLimitException(refusal(size), e);
        }
      }
    }
  }

  /* Whether it is worth trying again: the root is full, not just this, and somebody gave way. */
  private boolean isRelieved(long bytes) {
    MemoryBudget root = root();
    return root.relief != null
        && bytes <= root.limit()
        && (limit() >= root.limit() || used() + bytes <= limit())
        && root.relief.relieve(bytes);
  }

  private MemoryBudget root() {
    MemoryBudget root = this;
    while (root.parent != null) {
      root = root.parent;
    }
    return root;
  }

  /** A buffer of {@code size} zero bytes, owned by the caller; padding is zero too. */
  public NativeBuffer allocateZeroed(long size) {
    NativeBuffer buffer = allocate(size);
    buffer.segment().fill((byte) 0);
    return buffer;
  }

  /** The name this budget was given. */
  public String name() {
    return name;
  }

  /** The names from the root down to here, separated by slashes. */
  public String path() {
    return parent == null ? name : parent.path() + "/" + name;
  }

  /** Bytes held now, by this budget and its children, in whole blocks, or reserved. */
  public long used() {
    return Math.max(allocator.getAllocatedMemory(), reservation);
  }

  /** Bytes that are reserved by budgets below this root. */
  public long reserved() {
    return reserved.get();
  }

  /** The most bytes ever held at once. */
  public long peak() {
    return allocator.getPeakMemoryAllocation();
  }

  /** The most bytes that may be held. */
  public long limit() {
    return allocator.getLimit();
  }

  /** Bytes that may still be allocated here, also by the ancestors' limits. */
  public long available() {
    return allocator.getHeadroom();
  }

  /** Arrow's allocator behind this budget: for Arrow's own vectors to share the account. */
  public BufferAllocator arrow() {
    return allocator;
  }

  /**
   * Closes this budget; a second call does nothing.
   *
   * @throws MemoryFaultException when a buffer or a child budget is still open: the message names
   *     the owner and what it holds; the memory stays allocated
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (allocator.getAllocatedMemory() != 0 || !children.isEmpty()) {
      throw new MemoryFaultException(leakReport());
    }
    closed = true;
    allocator.close();
    if (parent == null) {
      BlockPool.SHARED.allow(-pooling());
    } else {
      parent.children.remove(this);
      root().reserved.addAndGet(-reservation);
    }
  }

  /** What is held, by whom, a line each: for refusals, leaks and diagnostics. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    describe(text, "");
    return text.toString();
  }

  @Override
  public String toString() {
    return "MemoryBudget[%s, %s of %s]".formatted(path(), Bytes.text(used()), Bytes.text(limit()));
  }

  void register(Object allocation) {
    if (DEBUG) {
      origins.put(allocation, new Throwable("allocated by " + path()));
    }
  }

  void unregister(Object allocation) {
    if (DEBUG) {
      origins.remove(allocation);
    }
  }

  @Nullable Throwable origin(Object allocation) {
    return origins.get(allocation);
  }

  private void checkOpen() {
    if (closed) {
      throw new MemoryFaultException("budget '" + path() + "' is closed");
    }
  }

  private String refusal(long size) {
    MemoryBudget root = root();
    return """
    budget '%s' cannot give %s: it holds %s of %s. Held now:
    %s%sGive the session more memory, or work on smaller partitions.\
    """
        .formatted(
            path(),
            Bytes.text(size),
            Bytes.text(used()),
            Bytes.text(limit()),
            root.describe(),
            root.relief == null ? "" : root.relief.holders());
  }

  private String leakReport() {
    String text =
        "memory of budget '%s' was never freed: %s\n%s"
            .formatted(path(), Bytes.text(used()), describe());
    String stacks =
        origins.values().stream()
            .limit(3)
            .map(MemoryBudget::stackOf)
            .collect(Collectors.joining("\n"));
    if (!DEBUG) {
      return text + "Run with -Dquern.debug.memory=true to see where it was allocated.";
    }
    return text + stacks;
  }

  static String stackOf(Throwable origin) {
    StringBuilder text = new StringBuilder(String.valueOf(origin.getMessage()));
    for (StackTraceElement frame : origin.getStackTrace()) {
      text.append("\n    at ").append(frame);
    }
    return text.toString();
  }

  private void describe(StringBuilder text, String indent) {
    text.append(
        "%s%s: %s of %s%n".formatted(indent, name, Bytes.text(used()), Bytes.text(limit())));
    children.keySet().stream()
        .filter(child -> child.used() > 0)
        .sorted(Comparator.comparingLong(MemoryBudget::used).reversed())
        .limit(10)
        .forEach(child -> child.describe(text, indent + "  "));
  }
}
