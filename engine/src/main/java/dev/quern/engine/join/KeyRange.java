package dev.quern.engine.join;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.chunk.ViewOrder;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.TickType;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a row of the probe side must have in a key column to find a partner in a table: one of its
 * values where those are few, and otherwise none less than the least or greater than the greatest.
 *
 * @param bounds comparisons with values that all hold; none where nothing is known
 */
record KeyRange(List<Bound> bounds) {
  /** As many values as Bloom filters are asked for. */
  static final int FEW = 256;

  private static final KeyRange UNKNOWN = new KeyRange(List.of());
  private static final KeyRange NOTHING = among(List.of());

  /** A comparison with a value, as {@link ColumnPredicate} has them. */
  record Bound(Comparison comparison, Object value) {}

  /** The values that a table's key column has in {@code rows}, where all of them are. */
  static KeyRange among(ColumnVector column, int[] rows) {
    if (!isInteger(column.type()) && !isOther(column.type())) {
      return UNKNOWN;
    }
    Set<Object> values = new LinkedHashSet<>();
    for (int row : rows) {
      if (!column.isNull(row)) {
        values.add(value(column, row));
      }
    }
    return among(List.copyOf(values));
  }

  private static KeyRange among(List<Object> values) {
    return new KeyRange(List.of(new Bound(Comparison.IN, values)));
  }

  private static Object value(ColumnVector column, int row) {
    DType type = column.type();
    if (type instanceof DecimalType) {
      return Values.decimalAt(column, row);
    }
    if (type.isFloating()) {
      return Values.doubleAt(column, row) + 0.0;
    }
    return type == DType.UTF8 ? Values.stringAt(column, row) : (Object) Values.longAt(column, row);
  }

  /** The least and the greatest value of a table's key column. */
  static KeyRange between(ColumnVector column) {
    // A dictionary may have more values than its column, and none outside of what is true of it.
    ColumnVector flat = column.isDictionary() ? column.dictionary() : column;
    DType type = flat.type();
    if (isInteger(type)) {
      return ofIntegers(flat);
    }
    if (type.isFloating()) {
      return ofFloats(flat);
    }
    return type == DType.UTF8 ? ofTexts(flat) : UNKNOWN;
  }

  private static boolean isInteger(DType type) {
    return type.isInteger()
        || type == DType.DATE
        || type instanceof TickType
        || (type instanceof DecimalType decimal && !decimal.isWide());
  }

  private static boolean isOther(DType type) {
    return type.isFloating() || type == DType.UTF8 || type instanceof DecimalType;
  }

  private static KeyRange ofIntegers(ColumnVector column) {
    LaneType lane = Lanes.ofWidth(column.type().byteWidth());
    MemorySegment valid = column.validityOrAll();
    int n = column.length();
    long least = Kernels.active().reduce().min(lane, column.values(), valid, n);
    long greatest = Kernels.active().reduce().max(lane, column.values(), valid, n);
    if (least > greatest) {
      return NOTHING;
    }
    return column.type() instanceof DecimalType decimal
        ? between(
            BigDecimal.valueOf(least, decimal.scale()),
            BigDecimal.valueOf(greatest, decimal.scale()))
        : between(least, greatest);
  }

  private static KeyRange ofFloats(ColumnVector column) {
    int width = column.type().byteWidth();
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (int row = 0; row < column.length(); row++) {
      if (!column.isNull(row)) {
        long word = OrderedBits.ofFloat(column.values(), width, row);
        least = Math.min(least, word);
        greatest = Math.max(greatest, word);
      }
    }
    // NaN is the greatest: no statistics rule it out.
    return least > greatest
        ? NOTHING
        : between(OrderedBits.toDouble(least), OrderedBits.toDouble(greatest));
  }

  private static KeyRange ofTexts(ColumnVector column) {
    MemorySegment views = column.values();
    MemorySegment[] heaps = column.heaps().segments();
    int least = -1;
    int greatest = -1;
    for (int row = 0; row < column.length(); row++) {
      if (column.isNull(row)) {
        continue;
      }
      if (least < 0 || ViewOrder.compare(views, heaps, row, views, heaps, least) < 0) {
        least = row;
      }
      if (greatest < 0 || ViewOrder.compare(views, heaps, row, views, heaps, greatest) > 0) {
        greatest = row;
      }
    }
    return least < 0
        ? NOTHING
        : between(Values.stringAt(column, least), Values.stringAt(column, greatest));
  }

  private static KeyRange between(Object least, Object greatest) {
    return new KeyRange(
        List.of(
            new Bound(Comparison.GREATER_OR_EQUAL, least),
            new Bound(Comparison.LESS_OR_EQUAL, greatest)));
  }

  /** The same of a column of the probe side. */
  List<ScanPredicate> of(String column) {
    return bounds.stream()
        .<ScanPredicate>map(b -> new ColumnPredicate(column, b.comparison(), b.value()))
        .toList();
  }
}
