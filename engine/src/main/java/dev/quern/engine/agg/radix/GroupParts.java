package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.Owners;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spillable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Partial results of consecutive rows: pieces in the order of the rows, in memory or on disk. A
 * chunk for {@link GroupMerge} alone.
 *
 * <p>Thread-safe. {@link #retain} returns this: it is closed once for each owner.
 */
public final class GroupParts implements Spillable, Sectioned {
  private final Grouping grouping;
  private final Owners owners = new Owners();
  private final AtomicBoolean spilling = new AtomicBoolean();

  /* Guards the pieces: readers retain them, and those in memory are swapped for such on disk. */
  private final Object lock = new Object();
  private List<GroupPiece> pieces;
  private volatile long bytes;

  /** Takes over the pieces. */
  GroupParts(Grouping grouping, List<GroupPiece> pieces) {
    this.grouping = grouping;
    this.pieces = List.copyOf(pieces);
    this.bytes = bytes(pieces);
  }

  /**
   * The groups of {@code inputs}, which follow one another and stay open. Few groups are merged;
   * others stay apart, for no merge before that of the parts would make them fewer for sure.
   */
  public static GroupParts gather(TaskContext context, Grouping grouping, List<GroupParts> inputs) {
    List<GroupPiece> all = retained(inputs);
    try {
      if (all.stream().allMatch(GroupParts::isLoose)) {
        return new GroupParts(grouping, List.of(merged(context, grouping, all)));
      }
      List<GroupPiece> sorted = sorted(context, grouping, all);
      return new GroupParts(grouping, sorted);
    } finally {
      all.forEach(GroupPiece::close);
    }
  }

  private static MemoryPiece merged(
      TaskContext context, Grouping grouping, List<GroupPiece> loose) {
    try (HashAggregator aggregator = merge(context, grouping, loose)) {
      Batch states = aggregator.partial(context.memory());
      return MemoryPiece.of(context.memory(), states, grouping.keys().size());
    }
  }

  /** An aggregator of loose pieces, owned by the caller. */
  static HashAggregator merge(TaskContext context, Grouping grouping, List<GroupPiece> loose) {
    HashAggregator aggregator = grouping.open(context.memory());
    try {
      for (GroupPiece piece : loose) {
        context.checkCancelled();
        aggregator.merge(((MemoryPiece) piece).batch());
      }
      return aggregator;
    } catch (RuntimeException | Error e) {
      aggregator.close();
      throw e;
    }
  }

  /** The same pieces, none of them loose, owned by the caller. */
  static List<GroupPiece> sorted(TaskContext context, Grouping grouping, List<GroupPiece> pieces) {
    List<GroupPiece> sorted = new ArrayList<>();
    try {
      for (GroupPiece piece : pieces) {
        sorted.add(
            piece instanceof MemoryPiece memory && memory.isLoose()
                ? MemoryPiece.sorted(context.memory(), memory.batch(), grouping.keys().size())
                : piece.retain());
      }
      return sorted;
    } catch (RuntimeException | Error e) {
      sorted.forEach(GroupPiece::close);
      throw e;
    }
  }

  static boolean isLoose(GroupPiece piece) {
    return piece instanceof MemoryPiece memory && memory.isLoose();
  }

  static long bytes(List<GroupPiece> pieces) {
    return pieces.stream().mapToLong(GroupPiece::byteSize).sum();
  }

  /** All pieces of {@code parts} in order, owned by the caller. */
  static List<GroupPiece> retained(List<GroupParts> parts) {
    List<GroupPiece> all = new ArrayList<>();
    parts.forEach(p -> all.addAll(p.retained()));
    return all;
  }

  private List<GroupPiece> retained() {
    synchronized (lock) {
      owners.check(this);
      return pieces.stream().map(GroupPiece::retain).toList();
    }
  }

  /** Bytes in memory. */
  @Override
  public long byteSize() {
    return bytes;
  }

  /** {@inheritDoc} Loose pieces stay: they are small. */
  @Override
  public long spill(SpillSpace space) {
    if (bytes == 0 || !spilling.compareAndSet(false, true)) {
      return 0;
    }
    try {
      List<GroupPiece> aside = new ArrayList<>(retained());
      try {
        putAside(space, grouping, aside);
      } catch (RuntimeException | Error e) {
        aside.forEach(GroupPiece::close);
        throw e;
      }
      return swap(aside);
    } finally {
      spilling.set(false);
    }
  }

  private long swap(List<GroupPiece> aside) {
    List<GroupPiece> old;
    long freed;
    synchronized (lock) {
      old = pieces;
      pieces = List.copyOf(aside);
      freed = bytes - bytes(aside);
      bytes -= freed;
    }
    old.forEach(GroupPiece::close);
    return freed;
  }

  /**
   * Replaces sorted pieces in memory by such on disk, and puts those aside that were there once.
   * The list stays its owner's, whether or not this throws.
   */
  static void putAside(SpillSpace space, Grouping grouping, List<GroupPiece> pieces) {
    for (int from = 0; from < pieces.size(); from++) {
      List<MemoryPiece> run = run(pieces, from);
      if (!run.isEmpty()) {
        DiskPiece disk = DiskPiece.of(space, grouping, run);
        pieces.subList(from + 1, from + run.size()).clear();
        pieces.set(from, disk);
        run.forEach(GroupPiece::close);
      } else if (pieces.get(from) instanceof DiskPiece disk) {
        disk.spill(space);
      }
    }
  }

  /* Neighbours of one kind go to one file: the more rows, the longer the batches of its buckets. */
  private static List<MemoryPiece> run(List<GroupPiece> pieces, int from) {
    List<MemoryPiece> run = new ArrayList<>();
    for (GroupPiece piece : pieces.subList(from, pieces.size())) {
      if (piece instanceof MemoryPiece memory
          && !memory.isLoose()
          && (run.isEmpty() || run.getFirst().isOfRows() == memory.isOfRows())) {
        run.add(memory);
      } else {
        break;
      }
    }
    return run;
  }

  @Override
  public int sections() {
    synchronized (lock) {
      return pieces.stream().allMatch(GroupParts::isLoose) ? 0 : GroupMerge.PARTS;
    }
  }

  @Override
  public GroupParts section(MemoryBudget memory, int section) {
    List<GroupPiece> all = retained();
    try {
      return new GroupParts(grouping, sectionsOf(all, memory, section));
    } finally {
      all.forEach(GroupPiece::close);
    }
  }

  private static List<GroupPiece> sectionsOf(
      List<GroupPiece> pieces, MemoryBudget memory, int section) {
    List<GroupPiece> sections = new ArrayList<>();
    try {
      for (GroupPiece piece : pieces) {
        sections.add(piece.section(memory, section));
      }
      return sections;
    } catch (RuntimeException | Error e) {
      sections.forEach(GroupPiece::close);
      throw e;
    }
  }

  @Override
  public Kit takeApart() {
    List<GroupPiece> now = retained();
    List<Chunk> parts = new ArrayList<>();
    try {
      List<GroupPiece.Form> forms = now.stream().map(piece -> piece.takeApart(parts)).toList();
      return new Kit(new PartsForm(grouping, forms), parts);
    } finally {
      now.forEach(GroupPiece::close);
    }
  }

  private record PartsForm(Grouping grouping, List<GroupPiece.Form> pieces) implements Form {
    @Override
    public Chunk assemble(MemoryBudget memory, List<Chunk> parts) {
      Iterator<Chunk> chunks = parts.iterator();
      return new GroupParts(
          grouping, pieces.stream().map(piece -> piece.assemble(chunks)).toList());
    }
  }

  @Override
  public GroupParts retain() {
    owners.add(this);
    return this;
  }

  @Override
  public void close() {
    if (owners.remove(this)) {
      synchronized (lock) {
        pieces.forEach(GroupPiece::close);
        pieces = List.of();
      }
    }
  }

  @Override
  public String toString() {
    return "GroupParts[%d bytes in memory]".formatted(bytes);
  }
}
