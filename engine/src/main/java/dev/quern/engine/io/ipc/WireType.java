package dev.quern.engine.io.ipc;

import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.TimeUnit;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.jspecify.annotations.Nullable;

/**
 * How a column's values lie in an Arrow body, and the type they become here.
 *
 * @param form the layout
 * @param width bytes of a value, where all have the same
 * @param signed whether integers are
 * @param type what they become
 */
record WireType(Form form, int width, boolean signed, DType type) {

  /** Arrow's layouts, as far as they are read. */
  enum Form {
    /** No buffer at all: every value is null. */
    NULLS,
    /** One bit a value. */
    BITS,
    /** Slots that are the same here. */
    SLOTS,
    /** Integers that become wider ones, or decimals. */
    INTEGERS,
    /** 16-bit floats. */
    HALVES,
    /** Milliseconds that are whole days. */
    DAY_MILLIS,
    /** 32-bit offsets into one data buffer. */
    OFFSETS,
    /** 64-bit offsets into one data buffer. */
    LARGE_OFFSETS,
    /** 16-byte views into any number of data buffers. */
    VIEWS,
    /** Byte strings of equal length. */
    FIXED_BYTES
  }

  /** How a field is stored that is not dictionary-encoded; null when its type is not read. */
  static @Nullable WireType of(Field field) {
    return switch (field.typeType()) {
      // What type it would have is unknown; the smallest one does.
      case Type.Null -> new WireType(Form.NULLS, 0, true, DType.BOOL);
      case Type.Bool -> new WireType(Form.BITS, 0, true, DType.BOOL);
      case Type.Int -> integer((Int) table(field, new Int()));
      case Type.FloatingPoint -> floating((FloatingPoint) table(field, new FloatingPoint()));
      case Type.Decimal -> decimal((Decimal) table(field, new Decimal()));
      case Type.Date ->
          ((Date) table(field, new Date())).unit() == DateUnit.DAY
              ? slots(DType.DATE)
              : new WireType(Form.DAY_MILLIS, 8, true, DType.DATE);
      case Type.Timestamp -> timestamp((Timestamp) table(field, new Timestamp()));
      case Type.Utf8 -> new WireType(Form.OFFSETS, 4, true, DType.UTF8);
      case Type.Binary -> new WireType(Form.OFFSETS, 4, true, DType.BINARY);
      case Type.LargeUtf8 -> new WireType(Form.LARGE_OFFSETS, 8, true, DType.UTF8);
      case Type.LargeBinary -> new WireType(Form.LARGE_OFFSETS, 8, true, DType.BINARY);
      case Type.Utf8View -> new WireType(Form.VIEWS, 16, true, DType.UTF8);
      case Type.BinaryView -> new WireType(Form.VIEWS, 16, true, DType.BINARY);
      case Type.FixedSizeBinary ->
          fixedBytes((FixedSizeBinary) table(field, new FixedSizeBinary()));
      default -> null;
    };
  }

  /** The codes of a dictionary; without a type they are 32-bit. */
  static @Nullable WireType codes(@Nullable Int type) {
    WireType codes = type == null ? slots(DType.INT32) : integer(type);
    return codes;
  }

  /** Values that are stored as they lie in memory here. */
  static WireType slots(DType type) {
    return new WireType(Form.SLOTS, type.byteWidth(), true, type);
  }

  private static com.google.flatbuffers.Table table(
      Field field, com.google.flatbuffers.Table target) {
    com.google.flatbuffers.Table table = field.type(target);
    if (table == null) {
      throw new IllegalArgumentException("a field's type has no parameters");
    }
    return table;
  }

  private static @Nullable WireType integer(Int type) {
    if (type.isSigned()) {
      return switch (type.bitWidth()) {
        case 8 -> slots(DType.INT8);
        case 16 -> slots(DType.INT16);
        case 32 -> slots(DType.INT32);
        case 64 -> slots(DType.INT64);
        default -> null;
      };
    }
    return switch (type.bitWidth()) {
      case 8 -> new WireType(Form.INTEGERS, 1, false, DType.INT16);
      case 16 -> new WireType(Form.INTEGERS, 2, false, DType.INT32);
      case 32 -> new WireType(Form.INTEGERS, 4, false, DType.INT64);
      case 64 -> new WireType(Form.INTEGERS, 8, false, DType.decimal(20, 0));
      default -> null;
    };
  }

  private static @Nullable WireType floating(FloatingPoint type) {
    return switch (type.precision()) {
      case Precision.HALF -> new WireType(Form.HALVES, 2, true, DType.FLOAT32);
      case Precision.SINGLE -> slots(DType.FLOAT32);
      case Precision.DOUBLE -> slots(DType.FLOAT64);
      default -> null;
    };
  }

  private static @Nullable WireType fixedBytes(FixedSizeBinary type) {
    int width = type.byteWidth();
    return width < 0 ? null : new WireType(Form.FIXED_BYTES, width, true, DType.BINARY);
  }

  private static @Nullable WireType decimal(Decimal type) {
    int precision = type.precision();
    int scale = type.scale();
    if (precision < 1 || precision > DecimalType.MAX_PRECISION || scale < 0 || scale > precision) {
      return null;
    }
    return switch (type.bitWidth()) {
      case 32 -> new WireType(Form.INTEGERS, 4, true, DType.decimal(precision, scale));
      case 64 -> new WireType(Form.INTEGERS, 8, true, DType.decimal(precision, scale));
      case 128 -> slots(DType.decimal(precision, scale));
      default -> null;
    };
  }

  private static @Nullable WireType timestamp(Timestamp type) {
    TimeUnit unit =
        switch (type.unit()) {
          case org.apache.arrow.flatbuf.TimeUnit.SECOND -> TimeUnit.SECOND;
          case org.apache.arrow.flatbuf.TimeUnit.MILLISECOND -> TimeUnit.MILLI;
          case org.apache.arrow.flatbuf.TimeUnit.MICROSECOND -> TimeUnit.MICRO;
          case org.apache.arrow.flatbuf.TimeUnit.NANOSECOND -> TimeUnit.NANO;
          default -> null;
        };
    String zone = type.timezone();
    if (unit == null || !(zone == null || zone.isEmpty() || isZone(zone))) {
      return null;
    }
    return slots(zone == null ? DType.timestamp(unit) : DType.timestamp(unit, zone));
  }

  private static boolean isZone(String zone) {
    try {
      ZoneId.of(zone);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
