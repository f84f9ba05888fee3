package dev.quern.engine.io.hive;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A column with one value in all rows: a Long, text, or null. */
record Constant(Field field, @Nullable Object value) implements Serializable {

  /** The column for {@code rows} rows: codes that all mean the one value. */
  ColumnVector column(MemoryBudget budget, int rows) {
    try (ColumnBuilder one = new ColumnBuilder(budget, field.type(), 1)) {
      if (value instanceof Long number && field.type() != DType.UTF8) {
        one.append(number.longValue());
      } else {
        one.append(value == null ? "" : value.toString());
      }
      try (ColumnVector dictionary = one.build()) {
        NativeBuffer codes = budget.allocateZeroed((long) Integer.BYTES * Math.max(1, rows));
        NativeBuffer nulls =
            value == null ? budget.allocateZeroed(Bitmaps.byteSize(Math.max(1, rows))) : null;
        return ColumnVector.dictionary(rows, codes, nulls, dictionary.retain());
      }
    }
  }
}
