package dev.quern.engine.io.hive;

import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ScanPredicate.Verdict;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import java.io.Serializable;
import java.util.List;
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

  /** What is known of a condition on a column that is {@code value} everywhere. */
  static Verdict verdict(@Nullable Object value, ColumnPredicate predicate) {
    return meets(value, predicate) ? Verdict.HOLDS : Verdict.FAILS;
  }

  private static boolean meets(@Nullable Object value, ColumnPredicate predicate) {
    return switch (predicate.comparison()) {
      case IS_NULL -> value == null;
      case IS_NOT_NULL -> value != null;
      default -> {
        if (value == null) {
          yield false;
        }
        if (predicate.value() instanceof List<?> several) {
          yield several.stream().anyMatch(one -> compare(value, one) == 0);
        }
        if (predicate.comparison() == ColumnPredicate.Comparison.STARTS_WITH) {
          yield value instanceof String text && text.startsWith((String) predicate.value());
        }
        int order = compare(value, predicate.value());
        yield switch (predicate.comparison()) {
          case EQUAL -> order == 0;
          case NOT_EQUAL -> order != 0;
          case LESS -> order < 0;
          case LESS_OR_EQUAL -> order <= 0;
          case GREATER -> order > 0;
          default -> order >= 0;
        };
      }
    };
  }

  private static int compare(Object value, Object other) {
    return value instanceof Long number
        ? Long.compare(number, (Long) other)
        : Utf8Order.compare((String) value, (String) other);
  }
}
