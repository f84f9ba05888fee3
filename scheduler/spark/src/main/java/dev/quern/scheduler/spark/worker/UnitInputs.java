package dev.quern.scheduler.spark.worker;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.spark.worker.SharedChunks.Claim;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The results that a unit reads, being fetched: its own ones into its account, shared ones once for
 * all units of the process. Used by one thread.
 */
final class UnitInputs implements AutoCloseable {
  private final WorkerNode node;
  private final MemoryBudget account;
  private final UnitReads reads;
  private final SharedChunks.Id[] ids;
  private final Exchange exchange;
  private final @Nullable Chunk[] chunks;
  private final @Nullable Claim[] claims;
  private long held;

  /**
   * What {@code reads} says, nothing of it fetched.
   *
   * @param ids by which name each of the shared ones is known in the process
   */
  UnitInputs(
      WorkerNode node,
      MemoryBudget account,
      UnitReads reads,
      SharedChunks.Id[] ids,
      Exchange exchange) {
    this.node = node;
    this.account = account;
    this.reads = reads;
    this.ids = ids;
    this.exchange = exchange;
    this.chunks = new @Nullable Chunk[reads.count()];
    this.claims = new @Nullable Claim[reads.count()];
  }

  /**
   * Fetches all, once. What this has to fetch for others as well is fetched before it waits for
   * what they fetch, so that no two wait for each other.
   *
   * @param shares whether what others read as well is fetched for them too: not when it is made of
   *     classes of this unit's own
   */
  void fetch(boolean shares) {
    boolean[] wanted = new boolean[reads.count()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = !shares || !reads.shared()[i] || claim(i).mine();
    }
    fetch(wanted);
    for (int i = 0; i < wanted.length; i++) {
      while (chunks[i] == null) {
        awaitOrFetch(i);
      }
    }
  }

  private Claim claim(int read) {
    Claim claim = node.shared().claim(ids[read]);
    claims[read] = claim;
    return claim;
  }

  private void awaitOrFetch(int read) {
    Claim claim = claims[read];
    try {
      chunks[read] = claim == null ? null : claim.entry().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for what another task fetches", e);
    }
    if (chunks[read] == null && claim(read).mine()) {
      boolean[] only = new boolean[reads.count()];
      only[read] = true;
      fetch(only);
    }
  }

  private void fetch(boolean[] wanted) {
    int read = 0;
    while (read < wanted.length) {
      if (wanted[read]) {
        int end = reads.stretchEnd(read, wanted);
        fetch(read, end);
        read = end;
      } else {
        read++;
      }
    }
  }

  private void fetch(int read, int end) {
    int first = reads.units()[read];
    exchange.read(
        reads.sources()[read],
        reads.sections()[read],
        first,
        first + end - read,
        (unit, in) -> accept(read + unit - first, in));
    for (int i = read; i < end; i++) {
      if (chunks[i] == null) {
        throw new IllegalStateException("the exchange did not bring " + ids[i]);
      }
    }
  }

  private void accept(int read, InputStream in) {
    Claim claim = claims[read];
    if (claim == null) {
      long share = Math.max(0, node.ledger().shares().each() - held);
      Chunk chunk = ResultStream.read(in, account, node.spill(), share);
      chunks[read] = chunk;
      held += chunk.byteSize();
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
  }
}
