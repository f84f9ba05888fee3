package dev.quern.engine.io.parquet;

import dev.quern.engine.chunk.Values;
import dev.quern.engine.io.parquet.read.ColumnSpec;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * The least and greatest value that statistics promise: Long, Double, Boolean, BigDecimal or {@link
 * Text}, whichever stands for the column's type.
 *
 * @param least not greater than any value
 * @param greatest not less than any value
 * @param exact whether both are values of the column, rather than cut short
 * @param mayHoldNaN whether there may be NaN, which bounds leave out
 */
record StatisticsBounds(
    DType type, Comparable<?> least, Comparable<?> greatest, boolean exact, boolean mayHoldNaN) {

  /**
   * Text in the order of its bytes, which is that of its code points.
   *
   * @param hex the bytes in hexadecimal, which sorts alike
   */
  record Text(String hex) implements Comparable<Text> {
    static Text of(byte[] bytes) {
      return new Text(HexFormat.of().formatHex(bytes));
    }

    @Override
    public int compareTo(Text other) {
      return hex.compareTo(other.hex);
    }
  }

  /** The bounds, or null when the statistics have none that can be trusted. */
  static @Nullable StatisticsBounds of(
      ParquetFile file, FileColumn.Flat column, Statistics statistics) {
    return of(column.spec(), isOrdered(file, column), statistics);
  }

  /**
   * The same.
   *
   * @param ordered whether the newer kind of bounds is in the order of the type
   */
  static @Nullable StatisticsBounds of(ColumnSpec spec, boolean ordered, Statistics statistics) {
    byte[] least = null;
    byte[] greatest = null;
    if (statistics.isSetMin_value() && statistics.isSetMax_value() && ordered) {
      least = statistics.getMin_value();
      greatest = statistics.getMax_value();
    } else if (statistics.isSetMin() && statistics.isSetMax() && hasSignedOrder(spec)) {
      // The deprecated fields were compared as signed numbers, whatever the column meant.
      least = statistics.getMin();
      greatest = statistics.getMax();
    }
    if (least == null || greatest == null) {
      return null;
    }
    boolean exact =
        spec.physical() != Type.BYTE_ARRAY
            || (statistics.isSetIs_min_value_exact()
                && statistics.isIs_min_value_exact()
                && statistics.isSetIs_max_value_exact()
                && statistics.isIs_max_value_exact());
    boolean mayHoldNaN =
        spec.type().isFloating()
            && !(statistics.isSetNan_count() && statistics.getNan_count() == 0);
    return of(spec, least, greatest, exact, mayHoldNaN);
  }

  /** Bounds as they are stored, in the order of the type; null when they are none. */
  static @Nullable StatisticsBounds of(
      ColumnSpec spec, byte[] least, byte[] greatest, boolean exact, boolean mayHoldNaN) {
    Comparable<?> from = value(spec, least);
    Comparable<?> to = value(spec, greatest);
    return from == null || to == null || compare(from, to) > 0
        ? null
        : new StatisticsBounds(spec.type(), from, to, exact, mayHoldNaN);
  }

  /** {@code value} of a predicate as these bounds are compared; null when it is of another kind. */
  @Nullable Comparable<?> comparable(Object value) {
    return switch (least) {
      case Long l -> value instanceof Long other ? other : null;
      case Boolean b -> value instanceof Boolean other ? other : null;
      case BigDecimal d -> value instanceof BigDecimal other ? other : null;
      // Adding zero makes -0.0 of it 0.0, which it equals.
      case Double d -> value instanceof Double other && !other.isNaN() ? other + 0.0 : null;
      case Text t ->
          value instanceof String other ? Text.of(other.getBytes(StandardCharsets.UTF_8)) : null;
      default -> null;
    };
  }

  /** Whether {@code value}, of the kind that bounds are compared as, is not outside of them. */
  boolean contain(Comparable<?> value) {
    return compare(value, least) >= 0 && compare(value, greatest) <= 0;
  }

  /** Whether a text within them can begin with {@code value}. */
  boolean mayStartWith(Comparable<?> value) {
    if (!(value instanceof Text prefix) || !(least instanceof Text from)) {
      return true;
    }
    return compare(prefix, greatest) <= 0
        && (compare(prefix, from) >= 0 || from.hex().startsWith(prefix.hex()));
  }

  /** Compares two values of one kind. */
  @SuppressWarnings("unchecked")
  static int compare(Comparable<?> a, Comparable<?> b) {
    return ((Comparable<Object>) a).compareTo(b);
  }

  private static @Nullable Comparable<?> value(ColumnSpec spec, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return switch (spec.physical()) {
      case BOOLEAN -> bytes.length == 1 ? (Boolean) (bytes[0] != 0) : null;
      case INT32 -> bytes.length == 4 ? integer(spec, in.getInt()) : null;
      case INT64 -> bytes.length == 8 ? integer(spec, in.getLong()) : null;
      case FLOAT -> bytes.length == 4 ? number(in.getFloat()) : null;
      case DOUBLE -> bytes.length == 8 ? number(in.getDouble()) : null;
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> bytes(spec, bytes);
      case INT96 -> null;
    };
  }

  private static Comparable<?> integer(ColumnSpec spec, long stored) {
    return switch (spec.conversion()) {
      case INT32_TO_UINT8 -> stored & 0xFF;
      case INT32_TO_UINT16 -> stored & 0xFFFF;
      case INT32_MILLIS_TO_MICROS -> 1_000 * stored;
      case NONE, INT32_TO_NARROW_DECIMAL, INT32_TO_WIDE_DECIMAL, INT64_TO_WIDE_DECIMAL ->
          switch (spec.type()) {
            case DecimalType decimal -> BigDecimal.valueOf(stored, decimal.scale());
            case DType type when type == DType.UINT32 -> stored & 0xFFFF_FFFFL;
            case DType type when type == DType.UINT64 -> new BigDecimal(Values.unsigned(stored));
            default -> (Long) stored;
          };
      case INT32_TO_INT8,
          INT32_TO_INT16,
          BYTES_TO_NARROW_DECIMAL,
          BYTES_TO_WIDE_DECIMAL,
          FLOAT16_TO_FLOAT32,
          INT96_TO_MICROS,
          MILLIS_TO_INTERVAL ->
          stored;
    };
  }

  private static @Nullable Double number(double stored) {
    return Double.isNaN(stored) ? null : (Double) (stored + 0.0);
  }

  private static @Nullable Comparable<?> bytes(ColumnSpec spec, byte[] bytes) {
    if (spec.physical() == Type.FIXED_LEN_BYTE_ARRAY && bytes.length != spec.typeLength()) {
      return null;
    }
    if (spec.type() instanceof DecimalType decimal) {
      return bytes.length == 0 ? null : new BigDecimal(new BigInteger(bytes), decimal.scale());
    }
    return spec.type() == DType.UTF8 ? Text.of(bytes) : null;
  }

  private static boolean hasSignedOrder(ColumnSpec spec) {
    return switch (spec.conversion()) {
      case NONE,
          INT32_TO_INT8,
          INT32_TO_INT16,
          INT32_MILLIS_TO_MICROS,
          INT32_TO_NARROW_DECIMAL,
          INT32_TO_WIDE_DECIMAL,
          INT64_TO_WIDE_DECIMAL ->
          spec.physical() != Type.BYTE_ARRAY
              && spec.physical() != Type.FIXED_LEN_BYTE_ARRAY
              && !spec.type().isUnsigned();
      case INT32_TO_UINT8,
          INT32_TO_UINT16,
          BYTES_TO_NARROW_DECIMAL,
          BYTES_TO_WIDE_DECIMAL,
          FLOAT16_TO_FLOAT32,
          INT96_TO_MICROS,
          MILLIS_TO_INTERVAL ->
          false;
    };
  }

  /* Whether min_value and max_value are in the order of the type, as the footer says; when it does
   * not say, only where there is no other order. */
  static boolean isOrdered(ParquetFile file, FileColumn.Flat column) {
    var orders = file.footer().metadata().getColumn_orders();
    if (orders == null) {
      return hasSignedOrder(column.spec());
    }
    if (column.leaf() >= orders.size()) {
      return false;
    }
    ColumnOrder order = orders.get(column.leaf());
    return order.isSetTYPE_ORDER() || order.isSetIEEE_754_TOTAL_ORDER();
  }
}
