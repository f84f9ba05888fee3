package dev.quern.engine.window;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.chunk.Footprint;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows gathered until their partitions are complete: all columns, and apart those looked at. Of
 * both, what exceeds the task's share is put on disk.
 */
final class PendingRows implements AutoCloseable {
  private final TaskContext context;
  private final Supplier<MemoryBudget> disk;
  private final Schema lookedSchema;
  private final List<Integer> read;
  private final Spool payload;

  /** What is looked at: first what lies on disk, and then what is in memory. */
  private final List<Batch> looked = new ArrayList<>();

  private int onDisk;
  private final Footprint lookedBytes = new Footprint();
  private long rows;

  /**
   * @param disk where to put what is looked at
   * @param read positions of the columns that are looked at
   */
  PendingRows(TaskContext context, Supplier<MemoryBudget> disk, Schema schema, List<Integer> read) {
    this.context = context;
    this.disk = disk;
    this.read = read;
    this.lookedSchema = lookedSchema(schema, read);
    this.payload = new Spool(context.spill(), "rows of a window's partition", schema);
  }

  private static Schema lookedSchema(Schema schema, List<Integer> read) {
    List<Field> fields = new ArrayList<>();
    read.forEach(position -> fields.add(schema.field(position)));
    return Schema.of(fields);
  }

  /** The columns of {@code batch} that functions look at, as other handles. */
  static Batch looked(Batch batch, List<Integer> read) {
    return Batch.of(
        lookedSchema(batch.schema(), read),
        batch.rows(),
        read.stream().map(position -> batch.column(position).retain()).toList());
  }

  /** Takes {@code batch} over. */
  void add(Batch batch) {
    Batch some = looked(batch, read);
    looked.add(some);
    lookedBytes.add(some);
    rows += batch.rows();
    payload.add(batch);
    long most = context.memoryShare() / 4;
    if (payload.bytes() > most) {
      payload.putAside();
    }
    if (lookedBytes.bytes() > most) {
      putLookedAside();
    }
  }

  /* As one batch, so that its blocks are as large as they may be. */
  private void putLookedAside() {
    List<Batch> inMemory = looked.subList(onDisk, looked.size());
    try (Batch together = Batches.concat(disk.get(), lookedSchema, inMemory)) {
      Batch copy = Compact.copy(disk.get(), together);
      inMemory.forEach(Batch::close);
      inMemory.clear();
      lookedBytes.clear();
      looked.add(copy);
      onDisk++;
    }
  }

  long rows() {
    return rows;
  }

  /** The rows looked at that came last, if any. */
  @Nullable Batch last() {
    return looked.isEmpty() ? null : looked.getLast();
  }

  /** All rows, owned by the caller; this is empty and at its end. */
  Whole finish() {
    boolean isOnDisk = onDisk > 0;
    MemoryBudget memory = isOnDisk ? disk.get() : context.memory();
    Batch together = Batches.concat(memory, lookedSchema, looked);
    try {
      looked.forEach(Batch::close);
      looked.clear();
      return new Whole(payload.finish(), together, memory, isOnDisk);
    } catch (RuntimeException | Error e) {
      together.close();
      throw e;
    }
  }

  @Override
  public void close() {
    looked.forEach(Batch::close);
    looked.clear();
    payload.close();
  }

  /**
   * Rows of whole partitions.
   *
   * @param payload all columns
   * @param looked those that functions look at
   * @param memory where they are, and what is made of them is to be
   * @param onDisk whether that is on disk, and ends with the reader
   */
  record Whole(SpooledBatches payload, Batch looked, MemoryBudget memory, boolean onDisk)
      implements AutoCloseable {
    @Override
    public void close() {
      payload.close();
      looked.close();
    }
  }
}
