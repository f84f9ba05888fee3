package dev.quern.engine.io.parquet;

import dev.quern.engine.io.parquet.read.ColumnSpec;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.Type;

/** The constants of predicates in the PLAIN encoding of a column, as Bloom filters know values. */
final class PlainConstant {
  private static final int MILLIS = 1_000;

  private PlainConstant() {}

  /**
   * All ways in which a value that equals {@code value} may be stored; none when they cannot be
   * listed, as those of NaN, or when it is of another kind than the column.
   */
  static List<byte[]> of(ColumnSpec column, Object value) {
    return switch (value) {
      case Long code when column.type() instanceof CategoricalType type ->
          List.of(type.name((int) (long) code).getBytes(StandardCharsets.UTF_8));
      case Long number -> integer(column, number);
      case Double number -> floating(column, number);
      case BigDecimal number when column.type() instanceof DecimalType type ->
          decimal(column, type, number);
      case BigDecimal number when column.type() == DType.UINT64 ->
          List.of(bytes(number.toBigInteger().longValue()));
      case String text when column.type() == DType.UTF8 && column.physical() == Type.BYTE_ARRAY ->
          List.of(text.getBytes(StandardCharsets.UTF_8));
      default -> List.of();
    };
  }

  private static List<byte[]> integer(ColumnSpec column, long value) {
    return switch (column.conversion()) {
      case NONE, INT32_TO_INT8, INT32_TO_INT16 -> {
        if (column.type() instanceof DecimalType) {
          yield List.of();
        }
        if (column.type() == DType.UINT32) {
          yield value >>> Integer.SIZE == 0 ? List.of(bytes((int) value)) : List.of();
        }
        yield column.physical() == Type.INT64 ? List.of(bytes(value)) : int32(column, value);
      }
      case INT32_MILLIS_TO_MICROS ->
          value % MILLIS == 0 ? int32(column, value / MILLIS) : List.of();
      // Of narrower unsigned integers writers may leave anything in the upper bits.
      case INT32_TO_UINT8,
          INT32_TO_UINT16,
          INT32_TO_NARROW_DECIMAL,
          INT32_TO_WIDE_DECIMAL,
          INT64_TO_WIDE_DECIMAL,
          BYTES_TO_NARROW_DECIMAL,
          BYTES_TO_WIDE_DECIMAL,
          FLOAT16_TO_FLOAT32,
          INT96_TO_MICROS,
          MILLIS_TO_INTERVAL ->
          List.of();
    };
  }

  private static List<byte[]> int32(ColumnSpec column, long value) {
    return column.physical() == Type.INT32 && value == (int) value
        ? List.of(bytes((int) value))
        : List.of();
  }

  private static List<byte[]> floating(ColumnSpec column, double value) {
    if (Double.isNaN(value)) {
      return List.of();
    }
    // Both zeros are equal.
    double[] forms = value == 0 ? new double[] {0.0, -0.0} : new double[] {value};
    List<byte[]> stored = new ArrayList<>();
    for (double form : forms) {
      if (column.physical() == Type.DOUBLE) {
        stored.add(bytes(Double.doubleToLongBits(form)));
      } else if (column.physical() == Type.FLOAT && (float) form == form) {
        stored.add(bytes(Float.floatToIntBits((float) form)));
      }
    }
    return stored;
  }

  private static List<byte[]> decimal(ColumnSpec column, DecimalType type, BigDecimal value) {
    BigDecimal scaled = value.setScale(type.scale(), RoundingMode.DOWN);
    BigInteger unscaled = scaled.unscaledValue();
    if (scaled.compareTo(value) != 0) {
      return List.of();
    }
    return switch (column.physical()) {
      case INT32 ->
          unscaled.bitLength() < Integer.SIZE ? List.of(bytes(unscaled.intValue())) : List.of();
      case INT64 ->
          unscaled.bitLength() < Long.SIZE ? List.of(bytes(unscaled.longValue())) : List.of();
      case FIXED_LEN_BYTE_ARRAY -> bigEndian(unscaled, column.typeLength());
      // Of varying length, a number may be written in several.
      case BYTE_ARRAY, BOOLEAN, INT96, FLOAT, DOUBLE -> List.of();
    };
  }

  private static List<byte[]> bigEndian(BigInteger value, int length) {
    byte[] least = value.toByteArray();
    if (least.length > length) {
      return List.of();
    }
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) (value.signum() < 0 ? -1 : 0));
    System.arraycopy(least, 0, bytes, length - least.length, least.length);
    return List.of(bytes);
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
