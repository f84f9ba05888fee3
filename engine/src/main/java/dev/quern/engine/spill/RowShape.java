package dev.quern.engine.spill;

import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Layout;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;

/**
 * How wide rows are taken to be, and what follows from it for batches that are put aside: by the
 * schema alone, so that results do not depend on what is in memory.
 */
public final class RowShape {
  /** Who merges holds a batch of each input: many of them must fit into a task's share. */
  private static final long BATCH_BYTES = 128 << 10;

  private static final int MOST_ROWS = 16 << 10;
  private static final int FEWEST_ROWS = 512;

  /** What a string or binary value takes besides its view, when nothing is known of it. */
  private static final int TEXT_BYTES = 8;

  /** How many elements a list has, when nothing is known of it. */
  private static final int ELEMENTS = 4;

  private RowShape() {}

  /** Bytes of a row. */
  public static long rowBytes(Schema schema) {
    long bytes = 0;
    for (Field field : schema) {
      bytes += bytes(field.type());
    }
    return Math.max(1, bytes);
  }

  private static long bytes(DType type) {
    return switch (type) {
      case ListType list -> type.byteWidth() + ELEMENTS * bytes(list.element());
      case StructType struct -> rowBytes(Schema.of(struct.fields()));
      default ->
          type.isView()
              ? type.byteWidth() + TEXT_BYTES
              : type.layout() == Layout.BITMAP ? 1 : type.byteWidth();
    };
  }

  /** Rows that a batch should have which is read together with many others. */
  public static int batchRows(Schema schema) {
    long rows = Long.highestOneBit(BATCH_BYTES / rowBytes(schema) + 1);
    return (int) Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, rows));
  }

  /** Bytes of such a batch. */
  public static long batchBytes(Schema schema) {
    return batchRows(schema) * rowBytes(schema);
  }
}
