package dev.quern.engine.io.parquet;

import dev.quern.engine.io.parquet.read.Conversion;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.TimeUnit;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * What a leaf of a Parquet schema becomes: by its logical type, or the older converted type, or
 * else as it is stored. The rules are those of LogicalTypes.md of Apache Parquet.
 */
sealed interface TypeMapping {

  /**
   * A type that can be read.
   *
   * @param type what values become
   * @param conversion how they become it
   */
  record Supported(DType type, Conversion conversion) implements TypeMapping {}

  /**
   * A type that cannot be read.
   *
   * @param reason what it is, to be put behind the column's name
   */
  record Unsupported(String reason) implements TypeMapping {}

  /** The mapping of {@code leaf}, which is stored as {@code stored}. */
  static TypeMapping of(SchemaElement leaf, Type stored) {
    return switch (stored) {
      case BOOLEAN -> same(DType.BOOL);
      case INT32 -> int32(leaf);
      case INT64 -> int64(leaf);
      case INT96 -> new Supported(DType.timestamp(TimeUnit.MICRO), Conversion.INT96_TO_MICROS);
      case FLOAT -> same(DType.FLOAT32);
      case DOUBLE -> same(DType.FLOAT64);
      case BYTE_ARRAY -> bytes(leaf);
      case FIXED_LEN_BYTE_ARRAY -> fixed(leaf);
    };
  }

  private static TypeMapping int32(SchemaElement leaf) {
    LogicalType logical = leaf.getLogicalType();
    ConvertedType converted = leaf.getConverted_type();
    if (isDecimal(leaf)) {
      return decimal(leaf, Conversion.INT32_TO_NARROW_DECIMAL, Conversion.INT32_TO_WIDE_DECIMAL);
    }
    if ((logical != null && logical.isSetTIME()) || converted == ConvertedType.TIME_MILLIS) {
      return new Supported(DType.time(TimeUnit.MICRO), Conversion.INT32_MILLIS_TO_MICROS);
    }
    if ((logical != null && logical.isSetDATE()) || converted == ConvertedType.DATE) {
      return same(DType.DATE);
    }
    return switch (bits(leaf)) {
      case 8 -> new Supported(DType.INT8, Conversion.INT32_TO_INT8);
      case 16 -> new Supported(DType.INT16, Conversion.INT32_TO_INT16);
      case -8 -> new Supported(DType.UINT8, Conversion.INT32_TO_UINT8);
      case -16 -> new Supported(DType.UINT16, Conversion.INT32_TO_UINT16);
      case -32 -> same(DType.UINT32);
      default -> same(DType.INT32);
    };
  }

  private static TypeMapping int64(SchemaElement leaf) {
    LogicalType logical = leaf.getLogicalType();
    ConvertedType converted = leaf.getConverted_type();
    if (isDecimal(leaf)) {
      return decimal(leaf, Conversion.NONE, Conversion.INT64_TO_WIDE_DECIMAL);
    }
    if (logical != null && logical.isSetTIME()) {
      var unit = logical.getTIME().getUnit();
      boolean nanos = unit != null && unit.isSetNANOS();
      return same(DType.time(nanos ? TimeUnit.NANO : TimeUnit.MICRO));
    }
    if (converted == ConvertedType.TIME_MICROS) {
      return same(DType.time(TimeUnit.MICRO));
    }
    if (logical != null && logical.isSetTIMESTAMP()) {
      return timestamp(logical.getTIMESTAMP());
    }
    if (converted == ConvertedType.TIMESTAMP_MILLIS) {
      return same(DType.timestamp(TimeUnit.MILLI, "UTC"));
    }
    if (converted == ConvertedType.TIMESTAMP_MICROS) {
      return same(DType.timestamp(TimeUnit.MICRO, "UTC"));
    }
    return same(bits(leaf) == -64 ? DType.UINT64 : DType.INT64);
  }

  private static TypeMapping timestamp(TimestampType logical) {
    var stored = logical.getUnit();
    TimeUnit unit;
    if (stored != null && stored.isSetMILLIS()) {
      unit = TimeUnit.MILLI;
    } else if (stored != null && stored.isSetMICROS()) {
      unit = TimeUnit.MICRO;
    } else if (stored != null && stored.isSetNANOS()) {
      unit = TimeUnit.NANO;
    } else {
      return new Unsupported("holds timestamps in an unknown unit");
    }
    return same(logical.isIsAdjustedToUTC() ? DType.timestamp(unit, "UTC") : DType.timestamp(unit));
  }

  private static TypeMapping bytes(SchemaElement leaf) {
    if (isDecimal(leaf)) {
      return decimal(leaf, Conversion.BYTES_TO_NARROW_DECIMAL, Conversion.BYTES_TO_WIDE_DECIMAL);
    }
    LogicalType logical = leaf.getLogicalType();
    ConvertedType converted = leaf.getConverted_type();
    boolean text =
        (logical != null && (logical.isSetSTRING() || logical.isSetENUM() || logical.isSetJSON()))
            || converted == ConvertedType.UTF8
            || converted == ConvertedType.ENUM
            || converted == ConvertedType.JSON;
    return same(text ? DType.UTF8 : DType.BINARY);
  }

  private static TypeMapping fixed(SchemaElement leaf) {
    if (isDecimal(leaf)) {
      return decimal(leaf, Conversion.BYTES_TO_NARROW_DECIMAL, Conversion.BYTES_TO_WIDE_DECIMAL);
    }
    LogicalType logical = leaf.getLogicalType();
    if (logical != null && logical.isSetFLOAT16()) {
      return leaf.getType_length() == 2
          ? new Supported(DType.FLOAT32, Conversion.FLOAT16_TO_FLOAT32)
          : new Unsupported("holds half-precision numbers that are not of 2 bytes");
    }
    if (leaf.getConverted_type() != ConvertedType.INTERVAL) {
      return same(DType.BINARY);
    }
    return leaf.getType_length() == 12
        ? new Supported(DType.INTERVAL, Conversion.MILLIS_TO_INTERVAL)
        : new Unsupported("holds intervals that are not of 12 bytes");
  }

  private static boolean isDecimal(SchemaElement leaf) {
    LogicalType logical = leaf.getLogicalType();
    return (logical != null && logical.isSetDECIMAL())
        || leaf.getConverted_type() == ConvertedType.DECIMAL;
  }

  private static TypeMapping decimal(SchemaElement leaf, Conversion narrow, Conversion wide) {
    LogicalType logical = leaf.getLogicalType();
    int precision = leaf.getPrecision();
    int scale = leaf.getScale();
    if (logical != null && logical.isSetDECIMAL()) {
      precision = logical.getDECIMAL().getPrecision();
      scale = logical.getDECIMAL().getScale();
    }
    if (precision < 1 || precision > DecimalType.MAX_PRECISION || scale < 0 || scale > precision) {
      return new Unsupported(
          "holds decimals of precision %d, scale %d".formatted(precision, scale));
    }
    DecimalType type = DType.decimal(precision, scale);
    return new Supported(type, type.isWide() ? wide : narrow);
  }

  /* The bits of an annotated integer, negative when unsigned; 0 when not annotated. */
  private static int bits(SchemaElement leaf) {
    LogicalType logical = leaf.getLogicalType();
    if (logical != null && logical.isSetINTEGER()) {
      int bits = logical.getINTEGER().getBitWidth();
      return logical.getINTEGER().isIsSigned() ? bits : -bits;
    }
    return bits(leaf.getConverted_type());
  }

  private static int bits(@Nullable ConvertedType converted) {
    if (converted == null) {
      return 0;
    }
    return switch (converted) {
      case INT_8 -> 8;
      case INT_16 -> 16;
      case INT_32 -> 32;
      case INT_64 -> 64;
      case UINT_8 -> -8;
      case UINT_16 -> -16;
      case UINT_32 -> -32;
      case UINT_64 -> -64;
      default -> 0;
    };
  }

  private static TypeMapping same(DType type) {
    return new Supported(type, Conversion.NONE);
  }
}
