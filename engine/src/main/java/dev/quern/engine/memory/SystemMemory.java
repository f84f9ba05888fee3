package dev.quern.engine.memory;

import dev.quern.engine.MemoryFaultException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The C library's memory calls by foreign function downcalls.
 *
 * <p>On Linux blocks of {@link #MAPPED} or more are mapped each for itself, so that all of one goes
 * back to the system when it is freed. Smaller ones come from {@code aligned_alloc}, whose arenas
 * keep what is freed between others: whenever {@link #TRIMMED} of those were freed, the C library
 * is asked to give back the free pages in its arenas ({@code malloc_trim}). So do larger ones while
 * there are {@link #MOST_MAPPINGS} mappings.
 *
 * <p>Blocks of {@link #HUGE_PAGE} or more are aligned to it, and the huge pages that fit in them
 * are advised ({@code madvise(MADV_HUGEPAGE)}): measured 10 % faster to stream and 1.6 times faster
 * to gather from at random. Calls that a platform lacks are left out.
 */
final class SystemMemory {
  /** The size of a huge page on the platforms that have them. */
  static final long HUGE_PAGE = 2L << 20;

  /**
   * The least that is mapped. Smaller blocks come and go so often that mapping each costs a sort
   * out of core half of its speed.
   */
  static final long MAPPED = 1L << 20;

  /** The most mappings; a process may have some 65,000. */
  static final int MOST_MAPPINGS = 32 << 10;

  private static final long TRIMMED = 8L << 20;

  /* A multiple of what pages are anywhere. */
  private static final long PAGE = 64L << 10;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  /* Constants of Linux, the same on all its processors that Java runs on. */
  private static final int MADV_HUGEPAGE = 14;
  private static final int READ_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final long MAP_FAILED = -1;

  private static final MethodHandle ALIGNED_ALLOC =
      require("aligned_alloc", FunctionDescriptor.of(LONG, LONG, LONG));
  private static final MethodHandle FREE = require("free", FunctionDescriptor.ofVoid(LONG));
  private static final Optional<MethodHandle> MADVISE = onLinux("madvise", INT, LONG, LONG, INT);
  private static final Optional<MethodHandle> MMAP =
      onLinux("mmap", LONG, LONG, LONG, INT, INT, INT, LONG);
  private static final Optional<MethodHandle> MUNMAP = onLinux("munmap", INT, LONG, LONG);
  private static final Optional<MethodHandle> MALLOC_TRIM = onLinux("malloc_trim", INT, LONG);

  /* Bytes of blocks from the arenas, and the most there were since those were trimmed. */
  private static final AtomicLong IN_ARENAS = new AtomicLong();
  private static final AtomicLong MOST_IN_ARENAS = new AtomicLong();

  private static final AtomicInteger MAPPINGS = new AtomicInteger();
  /* Blocks that were one mapping too many, and so come from the arenas all the same. */
  private static final Set<Long> UNMAPPED = ConcurrentHashMap.newKeySet();

  private SystemMemory() {}

  private static MethodHandle require(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  private static Optional<MethodHandle> onLinux(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    SymbolLookup lookup = linker.defaultLookup();
    return lookup
        .find(name)
        .map(symbol -> linker.downcallHandle(symbol, FunctionDescriptor.of(result, arguments)));
  }

  /** The address of {@code size} fresh bytes, or 0 when the system has none. */
  static long allocate(long size) {
    long alignment = size >= HUGE_PAGE ? HUGE_PAGE : NativeBuffer.ALIGNMENT;
    try {
      long address =
          isMapped(size) ? allocateMapped(size, alignment) : allocateInArena(size, alignment);
      if (address != 0 && size >= HUGE_PAGE && MADVISE.isPresent()) {
        // Advice only: a refusal costs speed, never correctness. What a page would reach beyond the
        // block is nobody's, and would be resident all the same.
        int _ = (int) MADVISE.get().invokeExact(address, size & -HUGE_PAGE, MADV_HUGEPAGE);
      }
      return address;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("the C library cannot throw", e);
    }
  }

  /** Gives back the {@code size} bytes that {@link #allocate} returned. */
  static void free(long address, long size) {
    try {
      if (isMapped(size) && (UNMAPPED.isEmpty() || !UNMAPPED.remove(address))) {
        unmap(address, pages(size));
        MAPPINGS.decrementAndGet();
        return;
      }
      FREE.invokeExact(address);
      long left = IN_ARENAS.addAndGet(-size);
      long most = MOST_IN_ARENAS.get();
      if (most - left >= TRIMMED && MOST_IN_ARENAS.compareAndSet(most, left)) {
        trim();
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("the C library cannot throw", e);
    }
  }

  private static long allocateMapped(long size, long alignment) throws Throwable {
    if (MAPPINGS.incrementAndGet() <= MOST_MAPPINGS) {
      long address = map(size, alignment);
      if (address != 0) {
        return address;
      }
    }
    MAPPINGS.decrementAndGet();
    long address = allocateInArena(size, alignment);
    if (address != 0) {
      UNMAPPED.add(address);
    }
    return address;
  }

  private static long allocateInArena(long size, long alignment) throws Throwable {
    long now = IN_ARENAS.addAndGet(size);
    if (now > MOST_IN_ARENAS.get()) {
      MOST_IN_ARENAS.accumulateAndGet(now, Math::max);
    }
    return (long) ALIGNED_ALLOC.invokeExact(alignment, (size + alignment - 1) & -alignment);
  }

  private static void trim() throws Throwable {
    if (MALLOC_TRIM.isPresent()) {
      int _ = (int) MALLOC_TRIM.get().invokeExact(0L);
    }
  }

  private static boolean isMapped(long size) {
    return size >= MAPPED && MMAP.isPresent() && MUNMAP.isPresent();
  }

  /* More than is wanted, of which the ends that are not aligned go back at once. */
  private static long map(long size, long alignment) throws Throwable {
    long wanted = pages(size);
    long slack = alignment > PAGE ? alignment : 0;
    long start =
        (long)
            MMAP.orElseThrow()
                .invokeExact(0L, wanted + slack, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
    if (start == MAP_FAILED) {
      return 0;
    }
    long address = slack == 0 ? start : (start + alignment - 1) & -alignment;
    unmap(start, address - start);
    unmap(address + wanted, start + slack - address);
    return address;
  }

  private static void unmap(long address, long bytes) throws Throwable {
    if (bytes > 0 && (int) MUNMAP.orElseThrow().invokeExact(address, bytes) != 0) {
      throw new MemoryFaultException(
          "the system does not take back %d bytes at %x".formatted(bytes, address));
    }
  }

  private static long pages(long size) {
    return (size + PAGE - 1) & -PAGE;
  }
}
