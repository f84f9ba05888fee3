package dev.quern.engine.agg.radix;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Portable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.Owners;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
import dev.quern.engine.spill.SpooledBatches;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Merged groups of one part, in runs of ascending ordinals; or all groups there are, in order. A
 * chunk for {@link GroupOrder} alone.
 *
 * <p>Thread-safe. {@link #retain} returns this: it is closed once for each owner.
 */
public final class GroupRuns implements Spillable, Portable {
  private final Ordinals ordinals;
  private final @Nullable Batch whole;
  private final Owners owners = new Owners();
  private final AtomicBoolean spilling = new AtomicBoolean();

  /* Guards what follows: readers retain runs, which are swapped for files. */
  private final Object lock = new Object();
  private List<Batch> runs;
  /* A file for each range in each; those that came from another process may be in memory. */
  private final List<List<@Nullable SpooledBatches>> files = new ArrayList<>();
  private volatile long bytes;

  private GroupRuns(Ordinals ordinals, @Nullable Batch whole, List<Batch> runs) {
    this.ordinals = ordinals;
    this.whole = whole;
    this.runs = runs;
    this.bytes = runs.stream().mapToLong(Batch::byteSize).sum();
  }

  /** No groups at all. */
  static GroupRuns none(MemoryBudget budget) {
    return new GroupRuns(Ordinals.NONE, null, List.of());
  }

  /** Takes over all groups, in order of first appearance and without ordinals. */
  static GroupRuns whole(MemoryBudget budget, Batch groups) {
    return new GroupRuns(Ordinals.NONE, groups, List.of());
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
      List<@Nullable SpooledBatches> file) {
    GroupRuns result = new GroupRuns(ordinals, null, List.copyOf(runs));
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
  void read(int range, List<Batch> target, List<SpooledBatches> onDisk) {
    synchronized (lock) {
      checkOpen();
      runs.forEach(run -> target.add(run.retain()));
      for (List<@Nullable SpooledBatches> set : files) {
        SpooledBatches file = set.get(range);
        if (file != null) {
          onDisk.add(file);
        }
      }
    }
  }

  /** Bytes in memory. */
  @Override
  public long byteSize() {
    return whole == null ? bytes + fileBytes() : whole.byteSize();
  }

  /** {@inheritDoc} All groups there are in order stay: they are few. */
  @Override
  public long spill(SpillSpace space) {
    if (!spilling.compareAndSet(false, true)) {
      return 0;
    }
    try {
      return spillFiles(space) + spillRuns(space);
    } finally {
      spilling.set(false);
    }
  }

  private long spillFiles(SpillSpace space) {
    long freed = 0;
    for (SpooledBatches file : files()) {
      freed += file.spill(space);
    }
    return freed;
  }

  private long spillRuns(SpillSpace space) {
    if (bytes == 0) {
      return 0;
    }
    List<Batch> written = new ArrayList<>();
    try {
      synchronized (lock) {
        runs.forEach(run -> written.add(run.retain()));
      }
      try (SpillFan fan =
          RunCollector.fan(space, space.memory(), ordinals, written.getFirst().schema())) {
        RunCollector.write(fan, space.memory(), ordinals, written);
        return swap(fan.finish());
      }
    } finally {
      written.forEach(Batch::close);
    }
  }

  private long swap(List<@Nullable SpooledBatches> set) {
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

  private long fileBytes() {
    return files().stream().mapToLong(SpooledBatches::byteSize).sum();
  }

  private List<SpooledBatches> files() {
    List<SpooledBatches> all = new ArrayList<>();
    synchronized (lock) {
      for (List<@Nullable SpooledBatches> set : files) {
        for (SpooledBatches file : set) {
          if (file != null) {
            all.add(file);
          }
        }
      }
    }
    return all;
  }

  @Override
  public Kit takeApart() {
    List<Chunk> parts = new ArrayList<>();
    List<boolean[]> present = new ArrayList<>();
    synchronized (lock) {
      checkOpen();
      if (whole != null) {
        parts.add(whole.retain());
      }
      runs.forEach(run -> parts.add(run.retain()));
      for (List<@Nullable SpooledBatches> set : files) {
        boolean[] there = new boolean[set.size()];
        for (int i = 0; i < there.length; i++) {
          SpooledBatches file = set.get(i);
          if (file != null) {
            there[i] = true;
            parts.add(file.retain());
          }
        }
        present.add(there);
      }
      return new Kit(new PartsForm(ordinals, whole != null, runs.size(), present), parts);
    }
  }

  /** What is whole comes first, then the runs, then the files that are there. */
  private record PartsForm(Ordinals ordinals, boolean whole, int runs, List<boolean[]> files)
      implements Form {
    @Override
    public Chunk assemble(MemoryBudget memory, List<Chunk> parts) {
      Iterator<Chunk> chunks = parts.iterator();
      Batch all = whole ? (Batch) chunks.next() : null;
      List<Batch> inMemory = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        inMemory.add((Batch) chunks.next());
      }
      GroupRuns result = new GroupRuns(ordinals, all, List.copyOf(inMemory));
      for (boolean[] present : files) {
        List<@Nullable SpooledBatches> set = new ArrayList<>();
        for (boolean is : present) {
          set.add(is ? (SpooledBatches) chunks.next() : null);
        }
        result.files.add(Collections.unmodifiableList(set));
      }
      return result;
    }
  }

  private void checkOpen() {
    owners.check(this);
  }

  @Override
  public GroupRuns retain() {
    owners.add(this);
    return this;
  }

  @Override
  public void close() {
    if (owners.remove(this)) {
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
