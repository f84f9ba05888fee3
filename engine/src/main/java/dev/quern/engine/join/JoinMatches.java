package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/**
 * The matches of probe batches, a chunk at a time. Used by one thread.
 *
 * <pre>
 *   matches.start(batch);
 *   while (matches.next()) {
 *     ... matches.count() pairs of matches.probeRows() and matches.buildRows()
 *   }
 * </pre>
 */
public abstract sealed class JoinMatches implements AutoCloseable
    permits JoinProbe, RangeProbe, ConditionalProbe {
  private final MemoryBudget budget;
  private NativeBuffer probeRows;
  private NativeBuffer buildRows;
  private int count;

  /** Without matches, and with room for {@code rows}. */
  JoinMatches(MemoryBudget budget, int rows) {
    this.budget = budget;
    this.probeRows = budget.allocate((long) Integer.BYTES * rows);
    try {
      this.buildRows = budget.allocate((long) Integer.BYTES * rows);
    } catch (RuntimeException e) {
      probeRows.close();
      throw e;
    }
  }

  /** Begins with the rows of {@code batch}, which stays owned by the caller and open meanwhile. */
  public abstract void start(Batch batch);

  /** Finds the next chunk of matches, at least one; false when there are no more. */
  public abstract boolean next();

  /** The number of matches in this chunk. */
  public final int count() {
    return count;
  }

  /** INT32 numbers of the probe batch's rows, ascending. */
  public final MemorySegment probeRows() {
    return probeRows.segment();
  }

  /** INT32 numbers of the table's rows, -1 for none; undefined for semi and anti joins. */
  public final MemorySegment buildRows() {
    return buildRows.segment();
  }

  /** Whether this chunk has every row of the probe batch just once: it needs no gathering then. */
  public boolean isWholeBatch() {
    return false;
  }

  /** The kind of join. */
  public abstract JoinKind kind();

  /** Says that there are so many matches: they were written where the numbers are. */
  final void setCount(int matches) {
    count = matches;
  }

  /** Adds a match, for which there must be room. */
  final void add(int probe, int build) {
    Slots.setInt32(probeRows.segment(), count, probe);
    Slots.setInt32(buildRows.segment(), count++, build);
  }

  /** Makes room for {@code matches}, those that are there included. */
  final void reserve(int matches) {
    if (probeRows.size() < (long) Integer.BYTES * matches) {
      probeRows = enlarged(probeRows, matches);
      buildRows = enlarged(buildRows, matches);
    }
  }

  private NativeBuffer enlarged(NativeBuffer old, int matches) {
    NativeBuffer larger = budget.allocate((long) Integer.BYTES * matches);
    MemorySegment.copy(old.segment(), 0, larger.segment(), 0, (long) Integer.BYTES * count);
    old.close();
    return larger;
  }

  @Override
  public void close() {
    probeRows.close();
    buildRows.close();
  }
}
