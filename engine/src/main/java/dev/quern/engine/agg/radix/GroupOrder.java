package dev.quern.engine.agg.radix;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.chunk.Interleave;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts merged groups into the order of their first appearance, a range of ordinals at a time.
 *
 * <pre>
 *   run 0   2 5 6           ordinal   0 1 2 3 4 5 6      rows out   run 2, run 0, run 2, run 0, run 0
 *   run 2   1 3             run       - 2 0 2 - 0 0
 * </pre>
 *
 * <p>Each run ascends, so its rows are met in order: noting the run of each ordinal is all it takes
 * to merge any number of runs.
 */
public final class GroupOrder {
  private static final int BATCH_ROWS = 64 << 10;
  private static final String WHAT = "groups in order";

  private GroupOrder() {}

  /**
   * The groups with ordinals in range {@code range}, in order; owned by the caller.
   *
   * @param parts the groups of all parts, which stay open
   * @param schema of the result
   */
  public static SpooledBatches range(
      TaskContext context, Schema schema, List<GroupRuns> parts, int range) {
    for (GroupRuns part : parts) {
      Batch whole = part.whole();
      if (whole != null) {
        return whole(context, schema, whole, range);
      }
    }
    Ordinals all = parts.getFirst().ordinals();
    List<Batch> runs = new ArrayList<>();
    try {
      List<SpooledBatches> files = new ArrayList<>();
      parts.forEach(part -> part.read(range, runs, files));
      files.forEach(file -> load(context, file, runs));
      return merged(context, schema, runs, all.start(range), all.start(range + 1));
    } finally {
      runs.forEach(Batch::close);
    }
  }

  private static SpooledBatches whole(TaskContext context, Schema schema, Batch groups, int range) {
    try (Spool rows = new Spool(context.spill(), WHAT, schema)) {
      if (range == 0) {
        rows.add(groups.retain());
      }
      return rows.finish();
    }
  }

  private static void load(TaskContext context, SpooledBatches file, List<Batch> runs) {
    try (BatchReader reader = file.open(context.memory())) {
      for (Batch next = reader.next(); next != null; next = reader.next()) {
        runs.add(next);
        context.checkCancelled();
      }
    }
  }

  private static SpooledBatches merged(
      TaskContext context, Schema schema, List<Batch> runs, long start, long end) {
    int span = span(start, end);
    try (Spool merged = new Spool(context.spill(), WHAT, schema);
        NativeBuffer runOf = context.memory().allocate((long) Integer.BYTES * span);
        NativeBuffer sources = context.memory().allocate((long) Integer.BYTES * BATCH_ROWS);
        NativeBuffer rows = context.memory().allocate((long) Integer.BYTES * BATCH_ROWS)) {
      Kernels.active().select().fill(Integer.BYTES, -1, -1, runOf.segment(), span);
      int[] next = new int[runs.size()];
      for (int run = 0; run < next.length; run++) {
        Batch batch = runs.get(run);
        next[run] = Ordinals.lowerBound(batch, start);
        int to = Ordinals.lowerBound(batch, end);
        note(batch.column(schema.size()).values(), next[run], to, start, run, runOf.segment());
      }
      Picked picked = new Picked(runOf.segment(), span, next);
      int count = picked.fill(sources.segment(), rows.segment());
      while (count > 0) {
        context.checkCancelled();
        merged.add(gather(context, schema, runs, sources.segment(), rows.segment(), count));
        if (merged.bytes() > context.memoryShare() / 2) {
          merged.putAside();
        }
        count = picked.fill(sources.segment(), rows.segment());
      }
      return merged.finish();
    }
  }

  private static Batch gather(
      TaskContext context,
      Schema schema,
      List<Batch> runs,
      MemorySegment sources,
      MemorySegment rows,
      int count) {
    try (Batch gathered = Interleave.gather(context.memory(), schema, runs, sources, rows, count)) {
      // Else a batch would hold the strings of all runs.
      return Compact.batch(context.memory(), gathered);
    }
  }

  private static int span(long start, long end) {
    if (end - start > Integer.MAX_VALUE - 64) {
      throw new ComputeException(
          end
              - start
              + " partial groups are too many to be put into order: use more, smaller"
              + " partitions");
    }
    return (int) (end - start);
  }

  private static void note(
      MemorySegment ordinals, int from, int to, long start, int run, MemorySegment runOf) {
    for (int row = from; row < to; row++) {
      Slots.setInt32(runOf, (int) (Slots.int64(ordinals, row) - start), run);
    }
  }

  /** The runs by ordinal, and the next row of each. */
  private static final class Picked {
    private final MemorySegment runOf;
    private final int span;
    private final int[] next;
    private int ordinal;

    Picked(MemorySegment runOf, int span, int[] next) {
      this.runOf = runOf;
      this.span = span;
      this.next = next;
    }

    /** Writes run and row of the next groups; returns how many. */
    int fill(MemorySegment sources, MemorySegment rows) {
      int count = 0;
      int at = ordinal;
      for (; at < span && count < BATCH_ROWS; at++) {
        int run = Slots.int32(runOf, at);
        if (run >= 0) {
          Slots.setInt32(sources, count, run);
          Slots.setInt32(rows, count, next[run]++);
          count++;
        }
      }
      ordinal = at;
      return count;
    }
  }
}
