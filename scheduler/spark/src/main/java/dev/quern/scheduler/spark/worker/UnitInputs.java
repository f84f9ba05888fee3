package dev.quern.scheduler.spark.worker;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Outlined;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.graph.ChoosesSections.Stretch;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.spark.worker.SharedChunks.Claim;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The results that a unit reads, being fetched: its own ones into its account, shared ones once for
 * all units of the process. Used by one thread.
 */
final class UnitInputs implements AutoCloseable {
  private final WorkerNode node;
  private final MemoryBudget account;
  private final UnitReads reads;
  private final UnitRun.Sources sources;
  private final IntFunction<Chunk> copies;
  private final @Nullable Chunk[] chunks;
  private final @Nullable Claim[] claims;
  /* Sections of what is there as an outline. */
  private final List<List<Chunk>> pieces = new ArrayList<>();
  private long held;

  /**
   * What {@code reads} says, nothing of it fetched.
   *
   * @param copies carries out copies, by the tasks that end them; the results are for the process
   */
  UnitInputs(
      WorkerNode node,
      MemoryBudget account,
      UnitReads reads,
      UnitRun.Sources sources,
      IntFunction<Chunk> copies) {
    this.node = node;
    this.account = account;
    this.reads = reads;
    this.sources = sources;
    this.copies = copies;
    this.chunks = new @Nullable Chunk[reads.count()];
    this.claims = new @Nullable Claim[reads.count()];
  }

  /**
   * Fetches all, once. What this has to fetch for others as well is fetched before it waits for
   * what they fetch, so that no two wait for each other.
   *
   * @param shares whether what others read as well is fetched for them too: not when it is made of
   *     classes of this unit's own
   * @param code what the unit does, which may choose sections of some
   */
  void fetch(boolean shares, UnitCode code) {
    fetch(shares);
    copy();
    List<Chunk> there = new ArrayList<>();
    for (Chunk chunk : chunks) {
      there.add(Objects.requireNonNull(chunk));
    }
    fetch(ChosenSections.of(code, reads, there));
  }

  /** Fetches what there is, as {@link #fetch(boolean, UnitCode)} does: whole or as outlines. */
  void fetch(boolean shares) {
    boolean[] wanted = new boolean[reads.count()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = !reads.isCopied(i) && (!shares || !reads.shared()[i] || claim(i).mine());
    }
    fetch(wanted);
    for (int i = 0; i < wanted.length; i++) {
      while (chunks[i] == null && !reads.isCopied(i)) {
        awaitOrFetch(i);
      }
    }
  }

  /*
   * One after the other, and first those that nobody is at: who waits for another waits for what
   * that one needs, which never needs this.
   */
  private void copy() {
    for (int i = 0; i < chunks.length; i++) {
      if (reads.isCopied(i)) {
        copyIfMine(i);
      }
    }
    for (int i = 0; i < chunks.length; i++) {
      while (chunks[i] == null) {
        chunks[i] = await(Objects.requireNonNull(claims[i]));
        if (chunks[i] == null) {
          copyIfMine(i);
        }
      }
    }
  }

  private void copyIfMine(int read) {
    Claim claim = claim(read);
    if (claim.mine()) {
      chunks[read] = claim.entry().publish(copies.apply(reads.units()[read]));
    }
  }

  private Claim claim(int read) {
    Claim claim = node.shared().claim(id(read));
    claims[read] = claim;
    return claim;
  }

  /* By which name it is known in the process. */
  private SharedChunks.Id id(int read) {
    int exchange =
        reads.isCopied(read) ? UnitReads.COPIED : sources.exchanges()[reads.sources()[read]];
    return new SharedChunks.Id(
        sources.graph(), exchange, reads.units()[read], reads.sections()[read]);
  }

  private void awaitOrFetch(int read) {
    Claim claim = claims[read];
    chunks[read] = claim == null ? null : await(claim);
    if (chunks[read] == null && claim(read).mine()) {
      boolean[] only = new boolean[reads.count()];
      only[read] = true;
      fetch(only);
    }
  }

  private static @Nullable Chunk await(Claim claim) {
    try {
      return claim.entry().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for what another task fetches", e);
    }
  }

  /* Sections that the same results are read of are fetched at once. */
  private void fetch(@Nullable Stretch[] chosen) {
    int end = 0;
    for (Stretch stretch : chosen) {
      pieces.add(new ArrayList<>());
      end = stretch == null ? end : Math.max(end, stretch.end());
    }
    int section = 0;
    while (section < end) {
      boolean[] wanted = wanted(chosen, section);
      int next = section + 1;
      while (next < end && Arrays.equals(wanted, wanted(chosen, next))) {
        next++;
      }
      fetch(wanted, new Stretch(section, next));
      section = next;
    }
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] != null) {
        fillIn(i);
      }
    }
  }

  private static boolean[] wanted(@Nullable Stretch[] chosen, int section) {
    boolean[] wanted = new boolean[chosen.length];
    for (int i = 0; i < wanted.length; i++) {
      Stretch of = chosen[i];
      wanted[i] = of != null && of.first() <= section && section < of.end();
    }
    return wanted;
  }

  private void fetch(boolean[] wanted, Stretch sections) {
    stretches(
        wanted,
        (read, end) -> {
          int first = reads.units()[read];
          sources
              .exchange()
              .read(
                  reads.sources()[read],
                  sections,
                  first,
                  first + end - read,
                  (unit, in) -> pieces.get(read + unit - first).add(received(in)));
        });
  }

  private void fillIn(int read) {
    List<Chunk> sections = pieces.get(read);
    Chunk outline = take(read);
    try (outline) {
      chunks[read] = ((Outlined) outline).with(sections);
    }
    sections.forEach(Chunk::close);
    sections.clear();
  }

  private void fetch(boolean[] wanted) {
    stretches(wanted, this::fetch);
  }

  /* Neighbours that are wanted: the first and behind the last. */
  private void stretches(boolean[] wanted, Stretches each) {
    int read = 0;
    while (read < wanted.length) {
      if (wanted[read]) {
        int end = reads.stretchEnd(read, wanted);
        each.accept(read, end);
        read = end;
      } else {
        read++;
      }
    }
  }

  @FunctionalInterface
  private interface Stretches {
    void accept(int read, int end);
  }

  private void fetch(int read, int end) {
    int section = reads.sections()[read];
    int first = reads.units()[read];
    sources
        .exchange()
        .read(
            reads.sources()[read],
            section == ReadsSections.CHOSEN ? Sectioned.NONE : section,
            first,
            first + end - read,
            (unit, in) -> accept(read + unit - first, in));
    for (int i = read; i < end; i++) {
      if (chunks[i] == null) {
        throw new IllegalStateException("the exchange did not bring " + id(i));
      }
    }
  }

  private Chunk received(InputStream in) {
    long share = Math.max(0, node.ledger().shares().each() - held);
    Chunk chunk = ResultStream.read(in, account, node.spill(), share);
    held += chunk.byteSize();
    return chunk;
  }

  private void accept(int read, InputStream in) {
    Claim claim = claims[read];
    if (claim == null) {
      chunks[read] = received(in);
    } else {
      SharedChunks shared = node.shared();
      Chunk chunk = ResultStream.read(in, shared.memory(), shared.spill(), shared.share());
      chunks[read] = claim.entry().publish(chunk);
    }
  }

  /** How many there are. */
  int count() {
    return chunks.length;
  }

  /** Hands over number {@code read}; once. */
  Chunk take(int read) {
    Chunk chunk = chunks[read];
    if (chunk == null) {
      throw new IllegalStateException("input %d is not there".formatted(read));
    }
    chunks[read] = null;
    return chunk;
  }

  /** Closes what was not taken; lets others fetch what this has not. */
  @Override
  public void close() {
    for (Claim claim : claims) {
      if (claim != null && claim.mine()) {
        claim.entry().abandon();
      }
    }
    for (Chunk chunk : chunks) {
      if (chunk != null) {
        chunk.close();
      }
    }
    Arrays.fill(chunks, null);
    pieces.forEach(sections -> sections.forEach(Chunk::close));
    pieces.clear();
  }
}
