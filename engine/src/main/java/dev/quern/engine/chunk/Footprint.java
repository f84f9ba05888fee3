package dev.quern.engine.chunk;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The bytes that several batches keep alive together. Batches that were cut from the same rows
 * share dictionaries and string data; each of those counts once. Not thread-safe.
 */
public final class Footprint {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private long bytes;

  /** Counts {@code batch} in. */
  public void add(Batch batch) {
    batch.columns().forEach(this::add);
  }

  private void add(ColumnVector column) {
    long own = column.byteSize() - column.heaps().byteSize();
    if (column.isDictionary()) {
      ColumnVector dictionary = column.dictionary();
      own -= dictionary.byteSize();
      if (seen.add(dictionary.identity())) {
        bytes += dictionary.byteSize();
      }
    } else if (column.heaps().size() > 0 && seen.add(column.heaps())) {
      bytes += column.heaps().byteSize();
    }
    bytes += own;
  }

  /** What was counted so far. */
  public long bytes() {
    return bytes;
  }

  /** Begins anew. */
  public void clear() {
    seen.clear();
    bytes = 0;
  }
}
