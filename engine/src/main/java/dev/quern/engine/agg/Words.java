package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * Values of up to 64 bits as signed words in the order of the values: integers, dates and
 * timestamps as they are, but uint64 with the sign turned, floats by {@link OrderedBits}, decimals
 * of at most 18 digits without their point, categoricals by the place of their name.
 */
final class Words {
  private Words() {}

  /** Whether values of {@code type} fit into words. */
  static boolean fit(DType type) {
    return type instanceof DecimalType decimal ? !decimal.isWide() : Lanes.exist(type);
  }

  /** The one type of {@code types}, if its values fit into words. */
  static DType check(AggregateFunction function, List<DType> types) {
    if (types.size() != 1) {
      throw new PlanException("%s takes one column, not %d".formatted(function, types.size()));
    }
    DType type = types.getFirst();
    if (type instanceof DecimalType decimal && decimal.isWide()) {
      throw new PlanException(
          "%s takes decimals of at most %d digits, not %s: cast it to decimal(%d, %d) or float64"
              .formatted(
                  function,
                  DecimalType.MAX_NARROW_PRECISION,
                  type,
                  DecimalType.MAX_NARROW_PRECISION,
                  decimal.scale()));
    }
    if (!fit(type)) {
      throw new PlanException(
          "%s takes numbers, dates, timestamps and categoricals, not %s".formatted(function, type));
    }
    return type;
  }

  /** The word of row {@code row} of a flat column's values. */
  static long of(DType type, MemorySegment values, int row) {
    if (type.isUnsigned()) {
      return OrderedBits.ofUnsigned(values, type.byteWidth(), row);
    }
    return type.isFloating()
        ? OrderedBits.ofFloat(values, type.byteWidth(), row)
        : OrderedBits.ofInteger(values, type.byteWidth(), row);
  }

  /** The number that {@code word} stands for. */
  static double toDouble(DType type, long word) {
    if (type.isFloating()) {
      return OrderedBits.toDouble(word);
    }
    if (type == DType.UINT64) {
      return Slots.unsignedToDouble(OrderedBits.ofUnsigned(word));
    }
    // Both are exact up to 2^53 and 10^22, so that the quotient is rounded once.
    return type instanceof DecimalType decimal ? word / Math.pow(10, decimal.scale()) : word;
  }

  /** Appends the value that {@code word} stands for. */
  static void append(ColumnBuilder column, DType type, long word) {
    if (type.isFloating()) {
      column.append(OrderedBits.toDouble(word));
    } else if (type instanceof DecimalType decimal) {
      column.append(new BigDecimal(BigInteger.valueOf(word), decimal.scale()));
    } else {
      column.append(type == DType.UINT64 ? OrderedBits.ofUnsigned(word) : word);
    }
  }

  /** A column of {@code type} with the values of the first {@code rows} words. */
  static ColumnVector column(MemoryBudget budget, DType type, MemorySegment words, int rows) {
    try (ColumnBuilder column = new ColumnBuilder(budget, type, rows)) {
      for (int row = 0; row < rows; row++) {
        append(column, type, Slots.int64(words, row));
      }
      return column.build();
    }
  }
}
