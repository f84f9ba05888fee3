package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
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
public sealed interface JoinMatches extends AutoCloseable
    permits JoinProbe, RangeProbe, ConditionalProbe {

  /** Begins with the rows of {@code batch}, which stays owned by the caller and open meanwhile. */
  void start(Batch batch);

  /** Finds the next chunk of matches, at least one; false when there are no more. */
  boolean next();

  /** The number of matches in this chunk. */
  int count();

  /** INT32 numbers of the probe batch's rows, ascending. */
  MemorySegment probeRows();

  /** INT32 numbers of the table's rows, -1 for none; undefined for semi and anti joins. */
  MemorySegment buildRows();

  /** Whether this chunk has every row of the probe batch just once: it needs no gathering then. */
  boolean isWholeBatch();

  /** The kind of join. */
  JoinKind kind();

  @Override
  void close();
}
