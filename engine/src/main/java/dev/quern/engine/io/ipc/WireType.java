package dev.quern.engine.io.ipc;

import dev.quern.engine.io.CategoryText;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeUnit;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Duration;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Interval;
import org.apache.arrow.flatbuf.IntervalUnit;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Time;
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
 * @param children how the elements of lists or the fields of structs lie
 */
record WireType(Form form, int width, boolean signed, DType type, List<WireType> children) {

  /** Copies the list. */
  WireType {
    children = List.copyOf(children);
  }

  /** A type whose values are not made of others. */
  WireType(Form form, int width, boolean signed, DType type) {
    this(form, width, signed, type, List.of());
  }

  /** Arrow's layouts, as far as they are read. */
  enum Form {
    /** No buffer at all: every value is null. */
    NULLS,
    /** One bit a value. */
    BITS,
    /** Slots that are the same here. */
    SLOTS,
    /** Decimals of 32 or 64 bits that take more here. */
    SHORT_DECIMALS,
    /** 128-bit decimals of so few digits that 64 bits do. */
    WIDE_DECIMALS,
    /** 16-bit floats. */
    HALVES,
    /** Milliseconds that are whole days. */
    DAY_MILLIS,
    /** 32-bit seconds of the day, which become microseconds. */
    TIME_SECONDS,
    /** 32-bit milliseconds of the day, which become microseconds. */
    TIME_MILLIS,
    /** 32-bit months, which become intervals. */
    MONTHS,
    /** 32-bit days and milliseconds, which become intervals. */
    DAYS_MILLIS,
    /** 32-bit offsets into one data buffer. */
    OFFSETS,
    /** 64-bit offsets into one data buffer. */
    LARGE_OFFSETS,
    /** 16-byte views into any number of data buffers. */
    VIEWS,
    /** Byte strings of equal length. */
    FIXED_BYTES,
    /** 32-bit offsets of lists. */
    LISTS,
    /** 64-bit offsets of lists. */
    LARGE_LISTS,
    /** Lists of {@link WireType#width} elements each. */
    FIXED_LISTS,
    /** 32-bit offsets of lists, and their lengths. */
    LIST_VIEWS,
    /** Nothing but validity: the fields have the values. */
    STRUCTS
  }

  /** How a field is stored that is not dictionary-encoded; null when its type is not read. */
  static @Nullable WireType of(Field field) {
    return switch (field.typeType()) {
      // What type it would have is unknown; the smallest one does.
      case Type.Null -> new WireType(Form.NULLS, 0, true, DType.BOOL);
      case Type.Bool -> new WireType(Form.BITS, 0, true, DType.BOOL);
      case Type.Int -> {
        WireType integers = integer((Int) table(field, new Int()));
        CategoricalType categories = categories(field);
        yield categories != null && integers != null && integers.type == DType.INT32
            ? slots(categories)
            : integers;
      }
      case Type.FloatingPoint -> floating((FloatingPoint) table(field, new FloatingPoint()));
      case Type.Decimal -> decimal((Decimal) table(field, new Decimal()));
      case Type.Date ->
          ((Date) table(field, new Date())).unit() == DateUnit.DAY
              ? slots(DType.DATE)
              : new WireType(Form.DAY_MILLIS, 8, true, DType.DATE);
      case Type.Timestamp -> timestamp((Timestamp) table(field, new Timestamp()));
      case Type.Time -> time((Time) table(field, new Time()));
      case Type.Duration -> duration((Duration) table(field, new Duration()));
      case Type.Interval -> interval((Interval) table(field, new Interval()));
      case Type.Utf8 -> new WireType(Form.OFFSETS, 4, true, text(field));
      case Type.Binary -> new WireType(Form.OFFSETS, 4, true, DType.BINARY);
      case Type.LargeUtf8 -> new WireType(Form.LARGE_OFFSETS, 8, true, text(field));
      case Type.LargeBinary -> new WireType(Form.LARGE_OFFSETS, 8, true, DType.BINARY);
      case Type.Utf8View -> new WireType(Form.VIEWS, 16, true, text(field));
      case Type.BinaryView -> new WireType(Form.VIEWS, 16, true, DType.BINARY);
      case Type.FixedSizeBinary ->
          fixedBytes((FixedSizeBinary) table(field, new FixedSizeBinary()));
      case Type.List -> list(Form.LISTS, 4, field);
      case Type.LargeList -> list(Form.LARGE_LISTS, 8, field);
      case Type.ListView -> list(Form.LIST_VIEWS, 4, field);
      case Type.FixedSizeList -> {
        int size = ((FixedSizeList) table(field, new FixedSizeList())).listSize();
        yield list(Form.FIXED_LISTS, size, field);
      }
      case Type.Map -> map(field);
      case Type.Struct_ -> struct(field, names(field));
      default -> null;
    };
  }

  /** The names that a field has in its metadata; null when there are none. */
  static @Nullable CategoricalType categories(Field field) {
    for (int i = 0; i < field.customMetadataLength(); i++) {
      KeyValue entry = field.customMetadata(i);
      if (entry != null && CategoryText.KEY.equals(entry.key()) && entry.value() != null) {
        return CategoryText.parse(entry.value()).orElse(null);
      }
    }
    return null;
  }

  /* Of one with a dictionary its column tells more. */
  private static DType text(Field field) {
    CategoricalType categories = field.dictionary() == null ? categories(field) : null;
    return categories == null ? DType.UTF8 : categories;
  }

  /** The names of a categorical as the texts that they are. */
  WireType asText() {
    return new WireType(form, width, signed, DType.UTF8);
  }

  private static @Nullable WireType interval(Interval type) {
    return switch (type.unit()) {
      case IntervalUnit.YEAR_MONTH -> new WireType(Form.MONTHS, 4, true, DType.INTERVAL);
      case IntervalUnit.DAY_TIME -> new WireType(Form.DAYS_MILLIS, 8, true, DType.INTERVAL);
      case IntervalUnit.MONTH_DAY_NANO -> slots(DType.INTERVAL);
      default -> null;
    };
  }

  private static @Nullable WireType list(Form form, int width, Field field) {
    WireType element = child(field, 0);
    return element == null || width < 0
        ? null
        : new WireType(form, width, true, DType.list(element.type), List.of(element));
  }

  private static @Nullable WireType map(Field field) {
    WireType entry =
        field.childrenLength() == 1 && field.children(0).typeType() == Type.Struct_
            ? struct(field.children(0), List.of("key", "value"))
            : null;
    return entry == null
        ? null
        : new WireType(Form.LISTS, 4, true, DType.list(entry.type), List.of(entry));
  }

  private static @Nullable WireType struct(Field field, List<String> names) {
    List<WireType> children = new ArrayList<>();
    List<dev.quern.engine.type.Field> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      WireType child = child(field, i);
      if (child == null) {
        return null;
      }
      children.add(child);
      fields.add(dev.quern.engine.type.Field.of(names.get(i), child.type));
    }
    boolean distinct = new HashSet<>(names).size() == names.size();
    return fields.isEmpty() || !distinct || field.childrenLength() != names.size()
        ? null
        : new WireType(Form.STRUCTS, 0, true, new StructType(fields), children);
  }

  /* Dictionaries are read of whole columns only. */
  private static @Nullable WireType child(Field field, int index) {
    Field child = index < field.childrenLength() ? field.children(index) : null;
    return child == null || child.dictionary() != null ? null : of(child);
  }

  private static List<String> names(Field field) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < field.childrenLength(); i++) {
      String name = field.children(i).name();
      names.add(name == null ? "" : name);
    }
    return names;
  }

  /** The codes of a dictionary; without a type they are 32-bit. */
  static @Nullable WireType codes(@Nullable Int type) {
    WireType codes = type == null ? slots(DType.INT32) : integer(type);
    return codes;
  }

  /** Values that are stored as they lie in memory here. */
  static WireType slots(DType type) {
    return new WireType(Form.SLOTS, type.byteWidth(), !type.isUnsigned(), type);
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
    boolean signed = type.isSigned();
    return switch (type.bitWidth()) {
      case 8 -> slots(signed ? DType.INT8 : DType.UINT8);
      case 16 -> slots(signed ? DType.INT16 : DType.UINT16);
      case 32 -> slots(signed ? DType.INT32 : DType.UINT32);
      case 64 -> slots(signed ? DType.INT64 : DType.UINT64);
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
    DecimalType here = DType.decimal(precision, scale);
    return switch (type.bitWidth()) {
      case 32 -> new WireType(Form.SHORT_DECIMALS, 4, true, here);
      case 64 -> here.isWide() ? new WireType(Form.SHORT_DECIMALS, 8, true, here) : slots(here);
      case 128 -> here.isWide() ? slots(here) : new WireType(Form.WIDE_DECIMALS, 16, true, here);
      default -> null;
    };
  }

  private static @Nullable WireType timestamp(Timestamp type) {
    TimeUnit unit = unit(type.unit());
    String zone = type.timezone();
    if (unit == null || !(zone == null || zone.isEmpty() || isZone(zone))) {
      return null;
    }
    return slots(zone == null ? DType.timestamp(unit) : DType.timestamp(unit, zone));
  }

  private static @Nullable WireType time(Time type) {
    TimeUnit unit = unit(type.unit());
    return switch (unit) {
      case SECOND -> new WireType(Form.TIME_SECONDS, 4, true, DType.time(TimeUnit.MICRO));
      case MILLI -> new WireType(Form.TIME_MILLIS, 4, true, DType.time(TimeUnit.MICRO));
      case MICRO, NANO -> slots(DType.time(unit));
      case null -> null;
    };
  }

  private static @Nullable WireType duration(Duration type) {
    TimeUnit unit = unit(type.unit());
    return unit == null ? null : slots(DType.duration(unit));
  }

  private static @Nullable TimeUnit unit(short stored) {
    return switch (stored) {
      case org.apache.arrow.flatbuf.TimeUnit.SECOND -> TimeUnit.SECOND;
      case org.apache.arrow.flatbuf.TimeUnit.MILLISECOND -> TimeUnit.MILLI;
      case org.apache.arrow.flatbuf.TimeUnit.MICROSECOND -> TimeUnit.MICRO;
      case org.apache.arrow.flatbuf.TimeUnit.NANOSECOND -> TimeUnit.NANO;
      default -> null;
    };
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
