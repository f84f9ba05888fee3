package dev.quern.engine.chunk;

import dev.quern.engine.memory.NativeBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The bytes that several batches keep alive together. Batches that were cut from the same rows
 * share dictionaries, string data and elements of lists; each of those counts once. Not
 * thread-safe.
 */
public final class Footprint {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private long bytes;

  /** Counts {@code batch} in. */
  public void add(Batch batch) {
    batch.columns().forEach(this::add);
  }

  private void add(ColumnVector column) {
    bytes += column.ownByteSize();
    if (column.isDictionary()) {
      addShared(column.dictionary());
    } else {
      switch (column.type().layout()) {
        case BITMAP, FIXED -> {}
        case VIEW -> {
          if (column.heaps().size() > 0 && seen.add(column.heaps())) {
            column.heaps().buffers().forEach(this::add);
          }
        }
        case SPAN -> addShared(column.elements());
        case FIELDS -> column.fields().forEach(this::add);
      }
    }
  }

  /* What a merge gives has heaps of its own each time, of the same buffers. */
  private void add(NativeBuffer buffer) {
    if (seen.add(buffer.identity())) {
      bytes += buffer.size();
    }
  }

  private void addShared(ColumnVector column) {
    if (seen.add(column.identity())) {
      add(column);
    }
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
