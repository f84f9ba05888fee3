package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.chunk.Footprint;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.RowShape;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the rows of one task and sorts them into runs: into one, in memory, if the task's share
 * is enough for it; otherwise a run is sorted and put aside whenever the rows gathered, their copy
 * in order and the words to sort by would exceed the share.
 */
public final class RunSorter implements AutoCloseable {
  /** Native bytes that sorting needs for a row; see {@link RowSorter}. */
  private static final int SORTING_BYTES = 28;

  /** Rows of a run at most. */
  private static final long MOST_ROWS = 1 << 30;

  private final TaskContext context;
  private final Schema schema;
  private final List<SortKey> keys;
  private final int sections;
  private final int batchRows;
  private final List<Batch> gathered = new ArrayList<>();
  private final Footprint footprint = new Footprint();
  private final List<SortedRun> runs = new ArrayList<>();
  private long rows;

  /**
   * Sorts batches of this schema in the task of {@code context}.
   *
   * @param sections how many the runs may be divided into; 0 when they are read whole
   */
  public RunSorter(TaskContext context, Schema schema, List<SortKey> keys, int sections) {
    this.context = context;
    this.schema = schema;
    this.keys = List.copyOf(keys);
    this.sections = sections;
    this.batchRows = RowShape.batchRows(schema);
  }

  /** Takes {@code batch} over. */
  public void add(Batch batch) {
    gathered.add(batch);
    footprint.add(batch);
    rows += batch.rows();
    if (2 * footprint.bytes() + SORTING_BYTES * rows > context.memoryShare() / 2
        || rows > MOST_ROWS) {
      cut(true);
    }
  }

  /** All rows in runs, owned by the caller; this is empty and at its end. */
  public SortedRuns finish() {
    if (rows > 0) {
      cut(false);
    }
    SortedRuns result = new SortedRuns(runs, sections);
    runs.clear();
    return result;
  }

  private void cut(boolean aside) {
    try (Batch all = together();
        NativeBuffer order = RowSorter.sort(context.memory(), all, keys);
        Spool spool = new Spool(context.spill(), "sorted run", schema);
        Batch firsts = firsts(all, order)) {
      for (int from = 0; from < all.rows(); from += batchRows) {
        int count = Math.min(batchRows, all.rows() - from);
        MemorySegment part = order.segment().asSlice((long) Integer.BYTES * from);
        spool.add(Take.gather(context.memory(), all, part, count));
        if (aside) {
          context.checkCancelled();
          spool.putAside();
        }
      }
      SpooledBatches run = spool.finish();
      runs.add(new SortedRun(run, firsts.retain()));
    }
  }

  /** The rows gathered as one batch; their own batches are closed. */
  private Batch together() {
    Batch all = Batches.concat(context.memory(), schema, gathered);
    drop();
    return all;
  }

  private Batch firsts(Batch all, NativeBuffer order) {
    int count = (all.rows() + batchRows - 1) / batchRows;
    List<Field> fields = new ArrayList<>();
    List<ColumnVector> columns = new ArrayList<>();
    try (NativeBuffer numbers = context.memory().allocate((long) Integer.BYTES * count)) {
      for (int i = 0; i < count; i++) {
        Slots.setInt32(numbers.segment(), i, Slots.int32(order.segment(), i * batchRows));
      }
      for (int i = 0; i < keys.size(); i++) {
        fields.add(schema.field(keys.get(i).column()).withName("key " + i));
        ColumnVector column = all.column(keys.get(i).column());
        columns.add(Take.gather(context.memory(), column, numbers.segment(), count));
      }
      try (Batch taken = Batch.of(Schema.of(fields), count, columns)) {
        columns = List.of();
        return Compact.batch(context.memory(), taken);
      }
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  private void drop() {
    gathered.forEach(Batch::close);
    gathered.clear();
    footprint.clear();
    rows = 0;
  }

  /** Frees what {@link #finish} did not hand out. */
  @Override
  public void close() {
    drop();
    runs.forEach(SortedRun::close);
    runs.clear();
  }
}
