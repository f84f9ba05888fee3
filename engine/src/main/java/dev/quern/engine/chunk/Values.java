package dev.quern.engine.chunk;

import dev.quern.engine.kernel.Slots;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Single values out of a vector: for display, for rows handed to user code and for tests. Not for
 * data paths, which read whole vectors through kernels.
 */
public final class Values {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** The longest value that stands in the view itself. */
  public static final int INLINE = 12;

  private Values() {}

  /** The boolean in {@code row}; undefined under a null. */
  public static boolean booleanAt(ColumnVector vector, int row) {
    vector.checkRow(row);
    if (vector.isDictionary()) {
      return booleanAt(vector.dictionary(), codeAt(vector, row));
    }
    return (vector.values().get(ValueLayout.JAVA_BYTE, row >>> 3) >>> (row & 7) & 1) != 0;
  }

  /**
   * The integer, day number, timestamp count or categorical's code in {@code row}, of uint64 its 64
   * bits; undefined under a null.
   */
  public static long longAt(ColumnVector vector, int row) {
    vector.checkRow(row);
    if (vector.isDictionary()) {
      return longAt(vector.dictionary(), codeAt(vector, row));
    }
    if (vector.type() instanceof DecimalType) {
      throw new IllegalArgumentException(vector.type() + " is no integer");
    }
    MemorySegment values = vector.values();
    if (vector.type().isUnsigned()) {
      return Slots.unsigned(values, vector.type().byteWidth(), row);
    }
    return switch (vector.type().byteWidth()) {
      case 1 -> values.get(ValueLayout.JAVA_BYTE, row);
      case 2 -> values.get(SHORT, 2L * row);
      case 4 -> values.get(INT, 4L * row);
      case 8 -> values.get(LONG, 8L * row);
      default -> throw new IllegalArgumentException(vector.type() + " is no integer");
    };
  }

  /** The number in {@code row} as a double, to the nearest one; undefined under a null. */
  public static double doubleAt(ColumnVector vector, int row) {
    vector.checkRow(row);
    if (vector.isDictionary()) {
      return doubleAt(vector.dictionary(), codeAt(vector, row));
    }
    DType type = vector.type();
    if (type == DType.FLOAT64) {
      return vector.values().get(DOUBLE, 8L * row);
    }
    if (type == DType.FLOAT32) {
      return vector.values().get(FLOAT, 4L * row);
    }
    if (type == DType.UINT64) {
      return Slots.unsignedToDouble(longAt(vector, row));
    }
    return type instanceof DecimalType ? decimalAt(vector, row).doubleValue() : longAt(vector, row);
  }

  /** The decimal in {@code row}; undefined under a null. */
  public static BigDecimal decimalAt(ColumnVector vector, int row) {
    vector.checkRow(row);
    if (vector.isDictionary()) {
      return decimalAt(vector.dictionary(), codeAt(vector, row));
    }
    if (!(vector.type() instanceof DecimalType decimal)) {
      throw new IllegalArgumentException(vector.type() + " is no decimal");
    }
    if (!decimal.isWide()) {
      return BigDecimal.valueOf(vector.values().get(LONG, 8L * row), decimal.scale());
    }
    long low = vector.values().get(LONG, 16L * row);
    long high = vector.values().get(LONG, 16L * row + 8);
    BigInteger unscaled = BigInteger.valueOf(high).shiftLeft(64).add(unsigned(low));
    return new BigDecimal(unscaled, decimal.scale());
  }

  /** The number that the 64 bits of a uint64 say. */
  public static BigInteger unsigned(long bits) {
    BigInteger low = BigInteger.valueOf(bits & Long.MAX_VALUE);
    return bits < 0 ? low.setBit(Long.SIZE - 1) : low;
  }

  /** The bytes in {@code row}, copied; undefined under a null. */
  public static byte[] bytesAt(ColumnVector vector, int row) {
    vector.checkRow(row);
    if (vector.isDictionary()) {
      return bytesAt(vector.dictionary(), codeAt(vector, row));
    }
    MemorySegment views = vector.values();
    int length = views.get(INT, 16L * row);
    byte[] bytes = new byte[length];
    if (length <= INLINE) {
      MemorySegment.copy(views, ValueLayout.JAVA_BYTE, 16L * row + 4, bytes, 0, length);
    } else {
      MemorySegment heap = vector.heaps().segments()[views.get(INT, 16L * row + 8)];
      int offset = views.get(INT, 16L * row + 12);
      MemorySegment.copy(heap, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
    }
    return bytes;
  }

  /** The text in {@code row}; undefined under a null. */
  public static String stringAt(ColumnVector vector, int row) {
    return new String(bytesAt(vector, row), StandardCharsets.UTF_8);
  }

  /**
   * The value in {@code row} as the Java object that stands for its type: Boolean, Byte, Short,
   * Integer, Long, Float, Double, BigDecimal, LocalDate, LocalTime, LocalDateTime, Instant,
   * Duration, CalendarInterval, String (of a categorical the name), byte[], List or, for a struct,
   * Map from name to value in the order of the fields; null under a null. Of unsigned integers it
   * is that of the next wider type: Short, Integer, Long, and BigInteger. Lists and maps cannot be
   * changed.
   */
  public static @Nullable Object objectAt(ColumnVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (vector.type()) {
      case DecimalType decimal -> decimalAt(vector, row);
      case TimestampType timestamp -> timestampAt(vector, row, timestamp);
      case TimeType time -> timeAt(vector, row, time);
      case DurationType duration -> durationAt(vector, row, duration);
      case CategoricalType categorical -> categorical.name((int) longAt(vector, row));
      case IntervalType _ -> intervalAt(vector, row);
      case ListType _ -> listAt(vector, row);
      case StructType struct -> structAt(vector, row, struct);
      case dev.quern.engine.type.PrimitiveType primitive ->
          switch (primitive) {
            case BOOL -> booleanAt(vector, row);
            case INT8 -> (byte) longAt(vector, row);
            case INT16, UINT8 -> (short) longAt(vector, row);
            case INT32, UINT16 -> (int) longAt(vector, row);
            case INT64, UINT32 -> longAt(vector, row);
            case UINT64 -> unsigned(longAt(vector, row));
            case FLOAT32 -> (float) doubleAt(vector, row);
            case FLOAT64 -> doubleAt(vector, row);
            case DATE -> LocalDate.ofEpochDay(longAt(vector, row));
            case UTF8 -> stringAt(vector, row);
            case BINARY -> bytesAt(vector, row);
          };
    };
  }

  /** The interval in {@code row}; undefined under a null. */
  public static CalendarInterval intervalAt(ColumnVector vector, int row) {
    vector.checkRow(row);
    if (vector.isDictionary()) {
      return intervalAt(vector.dictionary(), codeAt(vector, row));
    }
    MemorySegment values = vector.values();
    return new CalendarInterval(
        values.get(INT, 16L * row),
        values.get(INT, 16L * row + 4),
        values.get(LONG, 16L * row + 8));
  }

  private static List<@Nullable Object> listAt(ColumnVector vector, int row) {
    if (vector.isDictionary()) {
      return listAt(vector.dictionary(), codeAt(vector, row));
    }
    int offset = Spans.offset(vector.values(), row);
    int length = Spans.length(vector.values(), row);
    List<@Nullable Object> list = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      list.add(objectAt(vector.elements(), offset + i));
    }
    return Collections.unmodifiableList(list);
  }

  private static Map<String, @Nullable Object> structAt(
      ColumnVector vector, int row, StructType type) {
    if (vector.isDictionary()) {
      return structAt(vector.dictionary(), codeAt(vector, row), type);
    }
    Map<String, @Nullable Object> struct = new LinkedHashMap<>();
    for (int i = 0; i < type.fields().size(); i++) {
      struct.put(type.fields().get(i).name(), objectAt(vector.fields().get(i), row));
    }
    return Collections.unmodifiableMap(struct);
  }

  private static LocalTime timeAt(ColumnVector vector, int row, TimeType type) {
    // Some files have 24:00, which is midnight here.
    long ofDay = Math.floorMod(longAt(vector, row), type.perDay());
    return LocalTime.ofNanoOfDay(ofDay * (1_000_000_000L / type.unit().perSecond()));
  }

  private static Duration durationAt(ColumnVector vector, int row, DurationType type) {
    long count = longAt(vector, row);
    long perSecond = type.unit().perSecond();
    return Duration.ofSeconds(
        Math.floorDiv(count, perSecond),
        Math.floorMod(count, perSecond) * (1_000_000_000L / perSecond));
  }

  private static Object timestampAt(ColumnVector vector, int row, TimestampType type) {
    long count = longAt(vector, row);
    long perSecond = type.unit().perSecond();
    long seconds = Math.floorDiv(count, perSecond);
    int nanos = (int) (Math.floorMod(count, perSecond) * (1_000_000_000L / perSecond));
    return type.hasZone()
        ? Instant.ofEpochSecond(seconds, nanos)
        : LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
  }

  /** The zone in which instants of this type are shown. */
  public static ZoneId zone(TimestampType type) {
    return type.hasZone() ? ZoneId.of(type.zone()) : ZoneOffset.UTC;
  }

  private static int codeAt(ColumnVector vector, int row) {
    return vector.values().get(INT, 4L * row);
  }
}
