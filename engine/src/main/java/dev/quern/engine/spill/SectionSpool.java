package dev.quern.engine.spill;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Footprint;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Batches being gathered under numbers, in memory as long as the caller thinks fit, and on disk in
 * one file for all: rows scattered by a hash, or by the task that wants them. The batches of a
 * section stay in order; small ones are put together. Not thread-safe.
 */
public final class SectionSpool implements AutoCloseable {
  private final MemoryBudget budget;
  private final Schema schema;
  private final int batchRows;
  private final Spool spool;
  private final List<List<Batch>> pending = new ArrayList<>();
  private final Footprint footprint = new Footprint();
  private int[] sections = new int[16];

  /**
   * An empty spool.
   *
   * @param budget what batches are put together in
   * @param what what the batches are, for messages
   * @param count how many sections there are
   */
  public SectionSpool(
      MemoryBudget budget, SpillSpace space, String what, Schema schema, int count) {
    this.budget = budget;
    this.schema = schema;
    this.batchRows = RowShape.batchRows(schema);
    this.spool = new Spool(space, what, schema);
    for (int i = 0; i < count; i++) {
      pending.add(new ArrayList<>());
    }
  }

  /** Takes {@code batch} over as the next of {@code section}. */
  public void add(int section, Batch batch) {
    pending.get(section).add(batch);
    footprint.add(batch);
  }

  /** Bytes in memory. */
  public long bytes() {
    return footprint.bytes();
  }

  /** Writes to disk what is in memory. */
  public void putAside() {
    for (int section = 0; section < pending.size(); section++) {
      settle(section);
      spool.putAside();
    }
    footprint.clear();
  }

  /** What was gathered, owned by the caller; this is empty and at its end. */
  public SpooledSections finish() {
    for (int section = 0; section < pending.size(); section++) {
      settle(section);
    }
    footprint.clear();
    int count = spool.count();
    return new SpooledSections(spool.finish(), Arrays.copyOf(sections, count), pending.size());
  }

  /** Moves the batches of a section to the spool, several small ones as one. */
  private void settle(int section) {
    List<Batch> batches = pending.get(section);
    int done = 0;
    try {
      while (done < batches.size()) {
        int end = done + 1;
        long rows = batches.get(done).rows();
        while (end < batches.size() && rows + batches.get(end).rows() <= batchRows) {
          rows += batches.get(end++).rows();
        }
        append(section, Batches.concat(budget, schema, batches.subList(done, end)));
        batches.subList(done, end).forEach(Batch::close);
        done = end;
      }
    } finally {
      batches.subList(0, done).clear();
    }
  }

  private void append(int section, Batch batch) {
    int count = spool.count();
    if (count == sections.length) {
      sections = Arrays.copyOf(sections, 2 * count);
    }
    sections[count] = section;
    spool.add(batch);
  }

  /** Frees what {@link #finish} did not hand out. */
  @Override
  public void close() {
    for (List<Batch> batches : pending) {
      batches.forEach(Batch::close);
      batches.clear();
    }
    spool.close();
  }
}
