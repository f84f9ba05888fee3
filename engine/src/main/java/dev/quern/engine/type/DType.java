package dev.quern.engine.type;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The logical type of a column's or an array's elements.
 *
 * <p>A type says what a value means and how wide its slot is; null is not part of it (any column
 * may hold nulls, as in SQL). Dictionary encoding is not a type either but a way to store a column
 * of any type: see {@code ColumnVector}.
 *
 * <p>The methods are abstract on purpose: an interface with default methods would be initialised
 * together with its enum, and two threads that begin at either end could wait for each other. The
 * interfaces of some types, which no enum implements, have defaults.
 */
@SuppressWarnings("ClassInitializationDeadlock")
public sealed interface DType extends Serializable
    permits PrimitiveType, DecimalType, NoNumberType {

  /** true or false, one bit a value. */
  PrimitiveType BOOL = PrimitiveType.BOOL;

  /** Signed 8-bit integer. */
  PrimitiveType INT8 = PrimitiveType.INT8;

  /** Signed 16-bit integer. */
  PrimitiveType INT16 = PrimitiveType.INT16;

  /** Signed 32-bit integer. */
  PrimitiveType INT32 = PrimitiveType.INT32;

  /** Signed 64-bit integer. */
  PrimitiveType INT64 = PrimitiveType.INT64;

  /** Unsigned 8-bit integer; see {@link #isUnsigned}. */
  PrimitiveType UINT8 = PrimitiveType.UINT8;

  /** Unsigned 16-bit integer. */
  PrimitiveType UINT16 = PrimitiveType.UINT16;

  /** Unsigned 32-bit integer. */
  PrimitiveType UINT32 = PrimitiveType.UINT32;

  /** Unsigned 64-bit integer. */
  PrimitiveType UINT64 = PrimitiveType.UINT64;

  /** IEEE 754 single precision. */
  PrimitiveType FLOAT32 = PrimitiveType.FLOAT32;

  /** IEEE 754 double precision. */
  PrimitiveType FLOAT64 = PrimitiveType.FLOAT64;

  /** Days since 1970-01-01 in a 32-bit integer (Arrow date32). */
  PrimitiveType DATE = PrimitiveType.DATE;

  /** Text in UTF-8, held as 16-byte views (Arrow Utf8View). */
  PrimitiveType UTF8 = PrimitiveType.UTF8;

  /** Bytes, held as 16-byte views (Arrow BinaryView). */
  PrimitiveType BINARY = PrimitiveType.BINARY;

  /** Months, days and nanoseconds of the calendar. */
  IntervalType INTERVAL = new IntervalType();

  /** Exact decimal of up to 38 digits, in 64 bits up to 18 of them, else in 128. */
  static DecimalType decimal(int precision, int scale) {
    return new DecimalType(precision, scale);
  }

  /** Point in time without a zone (a local date-time), counted in {@code unit} since 1970. */
  static TimestampType timestamp(TimeUnit unit) {
    return new TimestampType(unit, "");
  }

  /** Instant counted in {@code unit} since 1970 UTC and shown in {@code zone}. */
  static TimestampType timestamp(TimeUnit unit, String zone) {
    return new TimestampType(unit, zone);
  }

  /** Time of day, counted in {@code unit} (microseconds or nanoseconds) since midnight. */
  static TimeType time(TimeUnit unit) {
    return new TimeType(unit);
  }

  /** Span of time, counted in {@code unit}. */
  static DurationType duration(TimeUnit unit) {
    return new DurationType(unit);
  }

  /** One of these names, in this order: each of them once, {@code null} none of them. */
  static CategoricalType categorical(String... names) {
    return new CategoricalType(List.of(names));
  }

  /** One of the names of an enum's constants, in their order. */
  static CategoricalType categorical(Class<? extends Enum<?>> constants) {
    return new CategoricalType(
        Arrays.stream(constants.getEnumConstants()).map(Enum::name).toList());
  }

  /** Lists of any length, whose elements are of one type and may be null. */
  static ListType list(DType element) {
    return new ListType(element);
  }

  /** Several named values as one. */
  static StructType struct(Field... fields) {
    return new StructType(List.of(fields));
  }

  /** How values lie in memory. */
  Layout layout();

  /**
   * Bytes a slot takes: 1, 2, 4, 8 or 16; 0 for {@link Layout#BITMAP} and {@link Layout#FIELDS}.
   */
  int byteWidth();

  /** Whether arithmetic is defined: integers with a sign and without, floats, decimals. */
  boolean isNumeric();

  /** Whether this is one of INT8 to INT64; unsigned integers are not, see {@link #isUnsigned}. */
  boolean isInteger();

  /**
   * Whether this is one of UINT8 to UINT64: integers that are stored, compared, sorted, grouped and
   * joined as they are, but not computed with. Arithmetic never wraps: it first widens them to the
   * signed type that holds them, which is int16, int32, int64 or decimal(20, 0), and so 3 - 5 is
   * -2.
   */
  boolean isUnsigned();

  /** Whether this is FLOAT32 or FLOAT64. */
  boolean isFloating();

  /** Whether this is a date or a timestamp. */
  boolean isTemporal();

  /** Whether values are byte strings behind 16-byte views. */
  boolean isView();

  /** Whether values are made of others: lists and structs. They are compared by keys of bytes. */
  boolean isNested();
}
