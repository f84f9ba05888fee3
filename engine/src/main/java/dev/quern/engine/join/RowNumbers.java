package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** A first column that tells where rows stood before they were scattered. */
public final class RowNumbers {
  private RowNumbers() {}

  /** {@code schema} behind an INT64 column of another name. */
  public static Schema before(Schema schema) {
    String name = "row";
    while (schema.contains(name)) {
      name += "'";
    }
    List<Field> fields = new ArrayList<>();
    fields.add(Field.of(name, DType.INT64));
    fields.addAll(schema.fields());
    return Schema.of(fields);
  }

  /**
   * {@code batch}, which stays open, behind a column that counts from {@code first}.
   *
   * @param schema what {@link #before} makes of the batch's schema
   */
  public static Batch number(MemoryBudget budget, Schema schema, Batch batch, long first) {
    int rows = batch.rows();
    List<ColumnVector> columns = new ArrayList<>();
    NativeBuffer numbers = budget.allocate((long) Long.BYTES * rows);
    Kernels.active().select().iota(LaneType.INT64, first, 1, numbers.segment(), rows);
    columns.add(ColumnVector.flat(DType.INT64, rows, numbers, null));
    batch.columns().forEach(column -> columns.add(column.retain()));
    return Batch.of(schema, rows, columns);
  }

  /** {@code batch}, which stays open, without its first column. */
  public static Batch strip(Schema schema, Batch batch) {
    List<ColumnVector> columns =
        batch.columns().stream().skip(1).map(ColumnVector::retain).toList();
    return Batch.of(schema, batch.rows(), columns);
  }
}
