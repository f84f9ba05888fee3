package dev.quern.scheduler.store;

import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.StorageException;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.memory.Bytes;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.MemoryRelief;
import dev.quern.scheduler.event.Events;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one session: who holds what of it, and who has to make room. Thread-safe.
 *
 * <pre>
 *   up to 60 %   nothing is done
 *        70 %    results that nobody works on are put aside, down to 60 %, by whoever put the last one
 *        80 %    no root task starts while others run
 *        95 %    a task does not start before room was made for what its like needed, if it can be
 *       100 %    an allocation has results put aside, and fails when there are none: its task is
 *                begun anew when others have given memory back (MemoryTurns)
 * </pre>
 *
 * <p>What is put aside first is what is needed last: tasks are numbered in the order they will run,
 * so it is known. The accounts are those of {@link MemoryBudget}; the ledger adds what could be put
 * aside. It has no lock on the way of the data: below the first mark a result costs it one entry in
 * a concurrent set, and results below 4 KiB nothing.
 */
public final class MemoryLedger {
  /** Results are put aside down to this share of the memory, in percent. */
  public static final int TARGET = 60;

  /** Beyond this share results are put aside. */
  public static final int SPILL = 70;

  /** Beyond this share no root task starts while others run. */
  public static final int PAUSE = 80;

  /** Beyond this share no task starts before room was made, if there is any to make. */
  public static final int REFUSE = 95;

  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  /* No less than this part of the memory is put aside or given as a share: no crumbs. */
  static final int LEAST_SHARE = 64;
  private static final int HOLDERS = 8;

  private final MemoryBudget memory;
  private final SpillFiles spill;
  private final RootGate gate;
  private final TaskShares shares;
  private final MemoryTurns turns = new MemoryTurns(this::freed);
  private final Set<Result> results = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean tidying = new AtomicBoolean();
  private final ReentrantLock turn = new ReentrantLock();
  private final Condition spilled = turn.newCondition();
  private final ThreadLocal<Boolean> isSpilling = ThreadLocal.withInitial(() -> false);
  private int spilling;
  private long givenBack;
  private volatile @Nullable Events events;
  private volatile long refusedAt = Long.MAX_VALUE;

  /** A ledger of {@code limit} bytes that puts aside what exceeds them into {@code spill}. */
  public MemoryLedger(String name, long limit, SpillFiles spill) {
    this.spill = spill;
    this.memory = MemoryBudget.root(name, limit, new Relief());
    this.shares = new TaskShares(memory);
    this.gate = new RootGate(() -> isBeyond(PAUSE, 0) || turns.isAwaited());
  }

  /** Has {@code newEvents} told what is put aside and what is read back. */
  public void tell(Events newEvents) {
    events = newEvents;
  }

  /** The account of everything. */
  public MemoryBudget memory() {
    return memory;
  }

  /** Where things are put aside. */
  public SpillFiles spill() {
    return spill;
  }

  /** Where root tasks are let in. */
  public RootGate gate() {
    return gate;
  }

  /** Which tasks use memory, and which wait for it. */
  public MemoryTurns turns() {
    return turns;
  }

  /**
   * Sets {@code bytes} aside for something whose memory is not allocated here, such as a model.
   *
   * @throws dev.quern.engine.MemoryLimitException when there are not that many left, even after
   *     results were put aside: says who holds them
   */
  public MemoryBudget reserve(String name, long bytes) {
    long start = now();
    MemoryBudget account = memory.reserve(name, bytes);
    reserved(bytes, start);
    return account;
  }

  /** What each task that gathers data may hold. */
  public TaskShares shares() {
    return shares;
  }

  /** Whether more than {@code percent} of the memory would be used with {@code bytes} more. */
  boolean isBeyond(int percent, long bytes) {
    return memory.used() + bytes > part(percent);
  }

  void add(Result result) {
    results.add(result);
  }

  void remove(Result result) {
    results.remove(result);
  }

  /** Puts idle results aside when there is too much in memory and nobody is doing so. */
  void tidy() {
    if (!isBeyond(SPILL, 0) || !canSpill() || !tidying.compareAndSet(false, true)) {
      return;
    }
    try {
      long _ = spillIdle(memory.used() - part(TARGET));
    } catch (StorageException full) {
      // Nothing is lost, and there may be memory enough; it is tried again when the disk has room.
      refusedAt = spill.used();
      LOG.log(Level.WARNING, "results stay in memory", full);
    } finally {
      tidying.set(false);
    }
  }

  /** Makes room for a task that will likely need {@code bytes}, if there is room to make. */
  void prepare(long bytes) {
    if (bytes > 0 && isBeyond(REFUSE, bytes) && canSpill()) {
      try {
        long _ = spillIdle(memory.used() + bytes - part(REFUSE));
      } catch (StorageException full) {
        refusedAt = spill.used();
        LOG.log(Level.WARNING, "results stay in memory", full);
      }
    }
  }

  private boolean canSpill() {
    return spill.isAllowed() && spill.used() < refusedAt;
  }

  /** Takes note that a result was freed. */
  void freed() {
    gate.freed();
  }

  /**
   * Puts aside what is needed last, until {@code wanted} bytes were given back or nothing is left.
   */
  private long spillIdle(long wanted) {
    List<Candidate> idle = new ArrayList<>();
    for (Result result : results) {
      if (result.isIdle()) {
        idle.add(new Candidate(result, result.distance()));
      }
    }
    if (idle.isEmpty()) {
      return 0;
    }
    idle.sort(Comparator.comparingInt(Candidate::distance).reversed());
    long given = 0;
    beginSpilling();
    try {
      for (Candidate candidate : idle) {
        given += spillTold(candidate.result);
        if (given >= wanted) {
          break;
        }
      }
    } finally {
      endSpilling();
    }
    return given;
  }

  /** Puts {@code result} aside if it can be, whoever needs it when. */
  void putAside(Result result) {
    beginSpilling();
    try {
      long _ = spillTold(result);
    } finally {
      endSpilling();
    }
  }

  private void beginSpilling() {
    isSpilling.set(true);
    note(1, 0);
  }

  private void endSpilling() {
    isSpilling.set(false);
    note(-1, 0);
  }

  private long spillTold(Result result) {
    long start = now();
    long bytes = spill(result);
    Events told = events;
    if (told != null && bytes > 0) {
      told.spilled(result.reference(), bytes, now() - start);
    }
    note(0, bytes);
    return bytes;
  }

  /* One that cannot be written for lack of memory stays; a smaller one may go. */
  private static long spill(Result result) {
    try {
      return result.spill();
    } catch (MemoryLimitException tooLarge) {
      return 0;
    }
  }

  /** Takes note that {@code result} was read back, which began at {@code start}. */
  void reloaded(Result result, long start) {
    Events told = events;
    if (told != null) {
      told.reloaded(result.reference(), result.size(), now() - start);
    }
  }

  /* The current task got memory, for which it has waited since `start`. */
  private void reserved(long bytes, long start) {
    Events told = events;
    if (told != null) {
      told.reserved(bytes, now() - start);
    }
  }

  /** The time by which events are told; 0 when none are. */
  long now() {
    Events told = events;
    return told == null ? 0 : told.now();
  }

  private void note(int comers, long bytes) {
    turn.lock();
    try {
      spilling += comers;
      givenBack += bytes;
      if (comers < 0 || bytes > 0) {
        spilled.signalAll();
      }
    } finally {
      turn.unlock();
    }
  }

  private long givenBack() {
    turn.lock();
    try {
      return givenBack;
    } finally {
      turn.unlock();
    }
  }

  /* Waits while others are at it; returns whether they gave anything back since then. */
  private boolean awaitOthers(long before) {
    turn.lock();
    try {
      while (spilling > 0 && givenBack == before) {
        spilled.awaitUninterruptibly();
      }
      return givenBack != before;
    } finally {
      turn.unlock();
    }
  }

  private long part(int percent) {
    return part(memory, percent);
  }

  /** So many hundredths of what {@code memory} may be. */
  static long part(MemoryBudget memory, int percent) {
    long limit = memory.limit();
    return limit / 100 * percent + limit % 100 * percent / 100;
  }

  /** Who holds results, by plan node and line of the user's code, the largest first. */
  String holders() {
    Map<Origin, Holding> byOrigin = new HashMap<>();
    for (Result result : results) {
      byOrigin.computeIfAbsent(result.origin(), Holding::new).add(result);
    }
    StringBuilder text = new StringBuilder();
    byOrigin.values().stream()
        .sorted(Comparator.comparingLong(Holding::inMemory).reversed())
        .limit(HOLDERS)
        .forEach(holding -> text.append("  ").append(holding).append('\n'));
    return text.toString();
  }

  private record Candidate(Result result, int distance) {}

  /** The results of one plan node. */
  private static final class Holding {
    private final Origin origin;
    private int count;
    private long inMemory;
    private long pinned;
    private long onDisk;

    Holding(Origin origin) {
      this.origin = origin;
    }

    void add(Result result) {
      count++;
      long bytes = result.byteSize();
      inMemory += bytes;
      pinned += result.isPinned() ? bytes : 0;
      onDisk += result.size() - bytes;
    }

    long inMemory() {
      return inMemory;
    }

    @Override
    public String toString() {
      return "%s: %d results, %s in memory (%s being read), %s on disk"
          .formatted(origin, count, Bytes.text(inMemory), Bytes.text(pinned), Bytes.text(onDisk));
    }
  }

  private final class Relief implements MemoryRelief {
    @Override
    public boolean relieve(long bytes) {
      // Who puts something aside must not need what only that would give: it has its own account.
      if (!spill.isAllowed() || isSpilling.get()) {
        return false;
      }
      long before = givenBack();
      long start = now();
      long missing = bytes - memory.available();
      boolean relieved =
          spillIdle(Math.max(missing, memory.limit() / LEAST_SHARE)) > 0 || awaitOthers(before);
      if (relieved) {
        reserved(bytes, start);
      }
      return relieved;
    }

    @Override
    public String holders() {
      return MemoryLedger.this.holders();
    }
  }
}
