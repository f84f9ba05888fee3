package dev.quern.engine.memory;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.MemoryLimitException;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.arrow.memory.ArrowBuf;
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

  private final String name;
  private final @Nullable MemoryBudget parent;
  private final BufferAllocator allocator;
  private final Map<MemoryBudget, Boolean> children = new ConcurrentHashMap<>();
  private final Map<Object, Throwable> origins = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private MemoryBudget(String name, @Nullable MemoryBudget parent, BufferAllocator allocator) {
    this.name = name;
    this.parent = parent;
    this.allocator = allocator;
  }

  /** A budget of {@code limit} bytes that stands for itself. */
  public static MemoryBudget root(String name, long limit) {
    RootAllocator allocator =
        new RootAllocator(
            RootAllocator.configBuilder()
                .maxAllocation(limit)
                .allocationManagerFactory(FfmAllocationManager.FACTORY)
                .roundingPolicy(BlockPool::blockSize)
                .build());
    return new MemoryBudget(name, null, allocator);
  }

  /** A budget inside this one that may hold {@code limit} bytes of it. */
  public MemoryBudget child(String childName, long limit) {
    checkOpen();
    MemoryBudget child =
        new MemoryBudget(
            childName, this, allocator.newChildAllocator(path() + "/" + childName, 0, limit));
    children.put(child, true);
    return child;
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
    try {
      ArrowBuf memory = allocator.buffer(NativeBuffer.padded(size));
      return new NativeBuffer(this, memory, size);
    } catch (OutOfMemoryException e) {
      throw new MemoryLimitException(refusal(size), e);
    }
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

  /** Bytes held now, by this budget and its children, in whole blocks. */
  public long used() {
    return allocator.getAllocatedMemory();
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
    if (parent != null) {
      parent.children.remove(this);
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
    MemoryBudget root = this;
    while (root.parent != null) {
      root = root.parent;
    }
    return """
    budget '%s' cannot give %s: it holds %s of %s. Held now:
    %sGive the session more memory, or work on smaller partitions.\
    """
        .formatted(
            path(), Bytes.text(size), Bytes.text(used()), Bytes.text(limit()), root.describe());
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
