package dev.quern.engine.window;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows gathered until their partitions are complete: all columns, and apart those looked at. */
final class PendingRows implements AutoCloseable {
  private final TaskContext context;
  private final Schema lookedSchema;
  private final List<Integer> read;
  private final Spool payload;
  private final List<Batch> looked = new ArrayList<>();
  private long rows;

  PendingRows(TaskContext context, Schema schema, List<Integer> read) {
    this.context = context;
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
    looked.add(looked(batch, read));
    rows += batch.rows();
    payload.add(batch);
    if (payload.bytes() > context.memoryShare() / 4) {
      payload.putAside();
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
    Batch together = Batches.concat(context.memory(), lookedSchema, looked);
    try {
      looked.forEach(Batch::close);
      looked.clear();
      return new Whole(payload.finish(), together);
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
   */
  record Whole(SpooledBatches payload, Batch looked) implements AutoCloseable {
    @Override
    public void close() {
      payload.close();
      looked.close();
    }
  }
}
