package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.key.RadixOrder;
import dev.quern.engine.spill.SectionSpool;
import dev.quern.engine.spill.SpooledSections;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Scatters rows into parts by the hash of their keys: rows of equal keys, of either side of a join,
 * are in the part of the same number, in the order in which they came. Without keys all build rows
 * are in the first part, and the probe rows in all, batch by batch.
 */
public final class KeyScatter implements AutoCloseable {
  private static final int BITS = 5;

  /** How many parts there are. */
  public static final int PARTS = 1 << BITS;

  private final TaskContext context;
  private final List<Integer> keys;
  private final SectionSpool parts;
  private int batches;

  /**
   * Scatters batches of this schema in the task of {@code context}.
   *
   * @param what what the rows are, for messages
   * @param keys positions of the key columns
   */
  public KeyScatter(TaskContext context, String what, Schema schema, List<Integer> keys) {
    this.context = context;
    this.keys = List.copyOf(keys);
    this.parts = new SectionSpool(context.memory(), context.spill(), what, schema, PARTS);
  }

  /** The part of build rows with {@code keys} that the probe rows of {@code part} meet. */
  public static int ofBuildRows(int part, List<?> keys) {
    return keys.isEmpty() ? 0 : part;
  }

  /** Scatters rows of the build side; the batch stays owned by the caller. */
  public void addBuild(Batch batch) {
    if (keys.isEmpty()) {
      parts.add(0, batch.retain());
      putAside();
    } else {
      add(batch);
    }
  }

  /** Scatters rows of the probe side; the batch stays owned by the caller. */
  public void addProbe(Batch batch) {
    if (keys.isEmpty()) {
      parts.add(batches++ % PARTS, batch.retain());
      putAside();
    } else {
      add(batch);
    }
  }

  /** Scatters rows by their keys, of which there are some; the batch stays owned by the caller. */
  public void add(Batch batch) {
    List<ColumnVector> flat = new ArrayList<>();
    try {
      for (int key : keys) {
        flat.add(Selections.flat(context.memory(), batch.column(key)));
      }
      try (RadixOrder order = RadixOrder.of(context.memory(), flat, batch.rows(), 0, BITS)) {
        scatter(batch, order);
      }
    } finally {
      flat.forEach(ColumnVector::close);
    }
    putAside();
  }

  private void putAside() {
    if (parts.bytes() > context.memoryShare() / 2) {
      context.checkCancelled();
      parts.putAside();
    }
  }

  private void scatter(Batch batch, RadixOrder order) {
    int[] starts = order.starts();
    for (int part = 0; part < PARTS; part++) {
      int count = starts[part + 1] - starts[part];
      if (count > 0) {
        MemorySegment rows = order.rows().segment().asSlice((long) Integer.BYTES * starts[part]);
        parts.add(part, Take.gather(context.memory(), batch, rows, count));
      }
    }
  }

  /** The rows by part, owned by the caller; this is empty and at its end. */
  public SpooledSections finish() {
    return parts.finish();
  }

  /** Frees what {@link #finish} did not hand out. */
  @Override
  public void close() {
    parts.close();
  }
}
