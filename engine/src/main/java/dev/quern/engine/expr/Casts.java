package dev.quern.engine.expr;

import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;

/**
 * Which casts exist. Numbers and booleans into each other, decimals, dates and timestamps into each
 * other (a zone is taken as UTC) and into int64 (days, or units of the type, since 1970), and
 * everything from and to text. Times of day and durations into other units and into int64.
 * Durations into intervals, which go into nothing but text. Categoricals into others, by name, and
 * from and to integers, which are the places of the names. Lists and structs into others by their
 * elements and fields, see {@link NestedCasts}.
 */
final class Casts {
  private Casts() {}

  /** Whether a value of {@code from} can be cast to {@code to} at all. */
  static boolean exists(DType from, DType to) {
    if (from.equals(to)) {
      return true;
    }
    if (from.isNested() || to.isNested()) {
      return NestedCasts.exists(from, to);
    }
    if (from == DType.BINARY || to == DType.BINARY) {
      return from == DType.UTF8;
    }
    if (from == DType.UTF8 || to == DType.UTF8) {
      return true;
    }
    if (from instanceof CategoricalType || to instanceof CategoricalType) {
      return (from instanceof CategoricalType || from.isInteger())
          && (to instanceof CategoricalType || to.isInteger());
    }
    if (from.equals(DType.INTERVAL) || to.equals(DType.INTERVAL)) {
      return from instanceof DurationType;
    }
    if (isClock(from) || isClock(to)) {
      return from.getClass() == to.getClass() || (isClock(from) && to == DType.INT64);
    }
    if (from == DType.BOOL) {
      return to.isNumeric() && !(to instanceof DecimalType);
    }
    if (to == DType.BOOL) {
      return from.isNumeric() && !(from instanceof DecimalType);
    }
    if (from.isNumeric() && to.isNumeric()) {
      return true;
    }
    return from.isTemporal() && (to.isTemporal() || to == DType.INT64);
  }

  private static boolean isClock(DType type) {
    return type instanceof TimeType || type instanceof DurationType;
  }

  /** Ticks of a timestamp type in a day. */
  static long ticksPerDay(DType timestamp) {
    return 86_400L * ((TimestampType) timestamp).unit().perSecond();
  }

  /** The scale of a decimal type. */
  static int scale(DType decimal) {
    return ((DecimalType) decimal).scale();
  }

  /** The precision of a decimal type. */
  static int precision(DType decimal) {
    return ((DecimalType) decimal).precision();
  }
}
