package dev.quern.engine.agg.radix;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
import dev.quern.engine.spill.SpilledBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Merged groups of one part, in runs of ascending ordinals; or all groups there are, in order. A
 * chunk for {@link GroupOrder} alone.
 *
 * <p>Thread-safe. {@link #retain} returns this: it is closed once for each owner.
 */
public final class GroupRuns implements Spillable {
  private final MemoryBudget budget;
  private final Ordinals ordinals;
  private final @Nullable Batch whole;
  private final AtomicInteger owners = new AtomicInteger(1);
  private final AtomicBoolean spilling = new AtomicBoolean();

  /* Guards what follows: readers retain runs, which are swapped for files. */
  private final Object lock = new Object();
  private List<Batch> runs;
  private final List<List<@Nullable SpilledBatches>> files = new ArrayList<>();
  private volatile long bytes;

  private GroupRuns(
      MemoryBudget budget, Ordinals ordinals, @Nullable Batch whole, List<Batch> runs) {
    this.budget = budget;
    this.ordinals = ordinals;
    this.whole = whole;
    this.runs = runs;
    this.bytes = runs.stream().mapToLong(Batch::byteSize).sum();
  }

  /** No groups at all. */
  static GroupRuns none(MemoryBudget budget) {
    return new GroupRuns(budget, Ordinals.NONE, null, List.of());
  }

  /** Takes over all groups, in order of first appearance and without ordinals. */
  static GroupRuns whole(MemoryBudget budget, Batch groups) {
    return new GroupRuns(budget, Ordinals.NONE, groups, List.of());
  }

  /**
   * Takes over the groups of a part.
   *
   * @param runs batches whose last column is an INT64 ordinal, ascending in each
   * @param file such batches on disk: a file for each range of ordinals, or none at all
   */
  static GroupRuns of(
      MemoryBudget budget,
      Ordinals ordinals,
      List<Batch> runs,
      List<@Nullable SpilledBatches> file) {
    GroupRuns result = new GroupRuns(budget, ordinals, null, List.copyOf(runs));
    if (!file.isEmpty()) {
      result.files.add(file);
    }
    return result;
  }

  /** All groups in order, or null if this is a part; stays owned by this. */
  @Nullable Batch whole() {
    checkOpen();
    return whole;
  }

  /** The ordinals of all parts. */
  Ordinals ordinals() {
    return ordinals;
  }

  /**
   * Adds the runs in memory to {@code target}, which owns them, and the files of a range to {@code
   * onDisk}, which does not.
   */
  void read(int range, List<Batch> target, List<SpilledBatches> onDisk) {
    synchronized (lock) {
      checkOpen();
      runs.forEach(run -> target.add(run.retain()));
      for (List<@Nullable SpilledBatches> set : files) {
        SpilledBatches file = set.get(range);
        if (file != null) {
          onDisk.add(file);
        }
      }
    }
  }

  /** Bytes in memory. */
  @Override
  public long byteSize() {
    return whole == null ? bytes : whole.byteSize();
  }

  /** {@inheritDoc} All groups there are in order stay: they are few. */
  @Override
  public long spill(SpillSpace space) {
    if (bytes == 0 || !spilling.compareAndSet(false, true)) {
      return 0;
    }
    List<Batch> written = new ArrayList<>();
    try {
      synchronized (lock) {
        runs.forEach(run -> written.add(run.retain()));
      }
      try (SpillFan fan = RunCollector.fan(space, budget, ordinals, written.getFirst().schema())) {
        RunCollector.write(fan, budget, ordinals, written);
        return swap(fan.finish());
      }
    } finally {
      written.forEach(Batch::close);
      spilling.set(false);
    }
  }

  private long swap(List<@Nullable SpilledBatches> set) {
    List<Batch> old;
    long freed = bytes;
    synchronized (lock) {
      files.add(set);
      old = runs;
      runs = List.of();
      bytes = 0;
    }
    old.forEach(Batch::close);
    return freed;
  }

  private void checkOpen() {
    if (owners.get() <= 0) {
      throw new MemoryFaultException("groups used after they were freed");
    }
  }

  @Override
  public GroupRuns retain() {
    if (owners.getAndIncrement() <= 0) {
      throw new MemoryFaultException("groups used after they were freed");
    }
    return this;
  }

  @Override
  public void close() {
    int left = owners.decrementAndGet();
    if (left < 0) {
      throw new MemoryFaultException("groups freed twice");
    }
    if (left == 0) {
      synchronized (lock) {
        if (whole != null) {
          whole.close();
        }
        runs.forEach(Batch::close);
        files.forEach(SpillFan::close);
      }
    }
  }

  @Override
  public String toString() {
    return "GroupRuns[%d bytes in memory]".formatted(bytes);
  }
}
