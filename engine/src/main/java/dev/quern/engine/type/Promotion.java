package dev.quern.engine.type;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The type in which two types meet: what comparison, CASE, COALESCE, union and arithmetic cast
 * their operands to.
 *
 * <p>For primitive types this is a table of data; for parameterised ones:
 *
 * <ul>
 *   <li>two decimals: the digits before and behind the point that either needs, 38 in all at most
 *   <li>decimal and integer: the integer counts as a decimal of 3, 5, 10 or 19 digits, or 20 if it
 *       is a uint64
 *   <li>decimal and float: float64
 *   <li>two timestamps: the finer unit; either both have a zone (the left one is shown) or neither
 *   <li>two times of day, two durations: the finer unit
 *   <li>date and timestamp: the timestamp, the date meaning midnight
 *   <li>categorical and text: text; categoricals of different names never meet
 *   <li>two lists: lists of what their elements meet in
 *   <li>two structs that have a field in common: the fields of the first and then those that only
 *       the second has, which are found by name
 * </ul>
 */
public final class Promotion {
  private static final PrimitiveType[] AXIS = PrimitiveType.values();

  /*
   * Rows and columns in the order of PrimitiveType; a dash where two types never meet, and decimal
   * for the 20 digits of a uint64.
   */
  private static final String TABLE =
      """
      bool -       -       -       -       -       -       -       -       -       -       - - -
      -    int8    int16   int32   int64   int16   int32   int64   decimal float32 float64 - - -
      -    int16   int16   int32   int64   int16   int32   int64   decimal float32 float64 - - -
      -    int32   int32   int32   int64   int32   int32   int64   decimal float64 float64 - - -
      -    int64   int64   int64   int64   int64   int64   int64   decimal float64 float64 - - -
      -    int16   int16   int32   int64   uint8   uint16  uint32  uint64  float32 float64 - - -
      -    int32   int32   int32   int64   uint16  uint16  uint32  uint64  float32 float64 - - -
      -    int64   int64   int64   int64   uint32  uint32  uint32  uint64  float64 float64 - - -
      -    decimal decimal decimal decimal uint64  uint64  uint64  uint64  float64 float64 - - -
      -    float32 float32 float64 float64 float32 float32 float64 float64 float32 float64 - - -
      -    float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 - - -
      -    -       -       -       -       -       -       -       -       -       - date - -
      -    -       -       -       -       -       -       -       -       -       - - utf8 -
      -    -       -       -       -       -       -       -       -       -       - - - binary
      """;

  private static final Map<PrimitiveType, Map<PrimitiveType, DType>> COMMON = parse();

  private Promotion() {}

  /** The type in which {@code left} and {@code right} meet; empty when they do not. */
  public static Optional<DType> common(DType left, DType right) {
    if (left.equals(right)) {
      return Optional.of(left);
    }
    if (left instanceof PrimitiveType a && right instanceof PrimitiveType b) {
      return Optional.ofNullable(COMMON.get(a)).map(row -> row.get(b));
    }
    if (left instanceof DecimalType || right instanceof DecimalType) {
      return withDecimal(left, right);
    }
    if (left instanceof TimestampType a && right instanceof TimestampType b) {
      return withTimestamps(a, b);
    }
    if (left instanceof TimeType a && right instanceof TimeType b) {
      return Optional.of(DType.time(finer(a, b)));
    }
    if (left instanceof DurationType a && right instanceof DurationType b) {
      return Optional.of(DType.duration(finer(a, b)));
    }
    if (left instanceof ListType a && right instanceof ListType b) {
      return common(a.element(), b.element()).map(DType::list);
    }
    if (left instanceof StructType a && right instanceof StructType b) {
      return withStructs(a, b);
    }
    if ((left instanceof CategoricalType && right == DType.UTF8)
        || (right instanceof CategoricalType && left == DType.UTF8)) {
      return Optional.of(DType.UTF8);
    }
    if (left instanceof TimestampType && right == DType.DATE) {
      return Optional.of(left);
    }
    if (right instanceof TimestampType && left == DType.DATE) {
      return Optional.of(right);
    }
    return Optional.empty();
  }

  /** The decimal that holds every value of an integer type: 3, 5, 10 or 19 digits, 20 of uint64. */
  public static DecimalType decimalOf(DType integer) {
    int digits =
        switch (integer.byteWidth()) {
          case 1 -> 3;
          case 2 -> 5;
          case 4 -> 10;
          default -> integer.isUnsigned() ? 20 : 19;
        };
    return DType.decimal(digits, 0);
  }

  /** The signed type that holds every value of an unsigned one; other types as they are. */
  public static DType signed(DType type) {
    if (!type.isUnsigned()) {
      return type;
    }
    return switch (type.byteWidth()) {
      case 1 -> DType.INT16;
      case 2 -> DType.INT32;
      case 4 -> DType.INT64;
      default -> decimalOf(type);
    };
  }

  private static Optional<DType> withDecimal(DType left, DType right) {
    if (left.isFloating() || right.isFloating()) {
      return left.isNumeric() && right.isNumeric() ? Optional.of(DType.FLOAT64) : Optional.empty();
    }
    if (!left.isNumeric() || !right.isNumeric()) {
      return Optional.empty();
    }
    DecimalType a = left instanceof DecimalType d ? d : decimalOf(left);
    DecimalType b = right instanceof DecimalType d ? d : decimalOf(right);
    int scale = Math.max(a.scale(), b.scale());
    int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    return Optional.of(DType.decimal(Math.min(DecimalType.MAX_PRECISION, whole + scale), scale));
  }

  private static Optional<DType> withStructs(StructType a, StructType b) {
    List<Field> fields = new ArrayList<>();
    boolean share = false;
    for (Field field : a.fields()) {
      Optional<Field> other = b.field(field.name());
      Optional<DType> type =
          other.isPresent() ? common(field.type(), other.get().type()) : Optional.of(field.type());
      if (type.isEmpty()) {
        return Optional.empty();
      }
      share |= other.isPresent();
      fields.add(Field.of(field.name(), type.get()));
    }
    b.fields().stream().filter(field -> a.field(field.name()).isEmpty()).forEach(fields::add);
    return share ? Optional.of(new StructType(fields)) : Optional.empty();
  }

  private static Optional<DType> withTimestamps(TimestampType a, TimestampType b) {
    if (a.hasZone() != b.hasZone()) {
      return Optional.empty();
    }
    return Optional.of(new TimestampType(finer(a, b), a.zone()));
  }

  /** The unit in which both can be said. */
  public static TimeUnit finer(TickType a, TickType b) {
    return a.unit().compareTo(b.unit()) >= 0 ? a.unit() : b.unit();
  }

  private static Map<PrimitiveType, Map<PrimitiveType, DType>> parse() {
    Map<String, DType> byName = new HashMap<>();
    for (PrimitiveType type : AXIS) {
      byName.put(type.toString(), type);
    }
    byName.put("decimal", decimalOf(DType.UINT64));
    Map<PrimitiveType, Map<PrimitiveType, DType>> common = new EnumMap<>(PrimitiveType.class);
    List<String> rows = TABLE.lines().toList();
    for (int row = 0; row < AXIS.length; row++) {
      Map<PrimitiveType, DType> meets = new EnumMap<>(PrimitiveType.class);
      String[] cells = rows.get(row).strip().split("\\s+", -1);
      for (int column = 0; column < AXIS.length; column++) {
        DType type = byName.get(cells[column]);
        if (type != null) {
          meets.put(AXIS[column], type);
        }
      }
      common.put(AXIS[row], meets);
    }
    return common;
  }
}
