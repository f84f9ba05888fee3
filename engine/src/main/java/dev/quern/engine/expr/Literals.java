package dev.quern.engine.expr;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.TickType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Constants: from Java objects, into other types, and as text. */
@SuppressWarnings({ // the fraction of a second is what is meant
  "JavaLocalDateTimeGetNano",
  "JavaLocalTimeGetNano",
  "JavaDurationGetSecondsGetNano"
})
final class Literals {
  private Literals() {}

  /** The literal that stands for a Java object; its type is the object's natural one. */
  static Expr.Literal of(@Nullable Object value) {
    return switch (value) {
      case null -> throw new PlanException("a null has no type of its own: write nullOf(type)");
      case Boolean b -> new Expr.Literal(DType.BOOL, b);
      case Byte n -> new Expr.Literal(DType.INT8, n.longValue());
      case Short n -> new Expr.Literal(DType.INT16, n.longValue());
      case Integer n -> new Expr.Literal(DType.INT32, n.longValue());
      case Long n -> new Expr.Literal(DType.INT64, n);
      case Float f -> new Expr.Literal(DType.FLOAT32, f.doubleValue());
      case Double d -> new Expr.Literal(DType.FLOAT64, d);
      case BigDecimal d -> decimal(d);
      case BigInteger n -> decimal(new BigDecimal(n));
      case String s -> new Expr.Literal(DType.UTF8, s);
      case Character c -> new Expr.Literal(DType.UTF8, c.toString());
      case LocalDate d -> new Expr.Literal(DType.DATE, d.toEpochDay());
      case LocalDateTime t ->
          new Expr.Literal(DType.timestamp(unitOf(t.getNano())), ticks(t, unitOf(t.getNano())));
      case Instant t -> {
        LocalDateTime utc = LocalDateTime.ofInstant(t, ZoneOffset.UTC);
        TimeUnit unit = unitOf(utc.getNano());
        yield new Expr.Literal(DType.timestamp(unit, "UTC"), ticks(utc, unit));
      }
      case LocalTime t -> {
        TimeUnit unit = unitOf(t.getNano());
        long nanosPerTick = 1_000_000_000L / unit.perSecond();
        yield new Expr.Literal(DType.time(unit), t.toNanoOfDay() / nanosPerTick);
      }
      case Duration d -> {
        TimeUnit unit = unitOf(d.getNano());
        yield new Expr.Literal(DType.duration(unit), ticks(d, unit));
      }
      case CalendarInterval i -> new Expr.Literal(DType.INTERVAL, i);
      case Period p -> new Expr.Literal(DType.INTERVAL, CalendarInterval.of(p));
      case Enum<?> constant -> new Expr.Literal(DType.UTF8, constant.name());
      default ->
          throw new PlanException(
              "%s cannot stand in an expression: use a number, boolean, String, BigDecimal, BigInteger, LocalDate, LocalTime, LocalDateTime, Instant, Duration, Period or CalendarInterval"
                  .formatted(value.getClass().getName()));
    };
  }

  /**
   * The literal in {@code type}, when it can be said there without loss: what an untyped constant
   * beside a column becomes. Text is read as a date, timestamp or number of that type; beside a
   * categorical it is a name, and one that it does not have is a {@link PlanException}.
   */
  static Optional<Expr.Literal> in(Expr.Literal literal, DType type) {
    Object value = literal.value();
    if (value == null || literal.type().equals(type)) {
      return Optional.of(new Expr.Literal(type, value));
    }
    try {
      return Optional.ofNullable(converted(literal, value, type))
          .map(other -> new Expr.Literal(type, other));
    } catch (ArithmeticException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * A constant in {@code type}, when it can be said there without loss; lists and structs of
   * constants too.
   */
  static Optional<Expr> exactly(Expr constant, DType type) {
    if (constant instanceof Expr.Literal literal) {
      return in(literal, type).map(exact -> exact);
    }
    if (!(constant instanceof VectorCall call) || !type.isNested()) {
      return Optional.empty();
    }
    List<Expr> given = call.children();
    List<DType> wanted = call.function().argumentsFor(type, given.size()).orElse(List.of());
    if (given.isEmpty() || wanted.size() != given.size()) {
      return Optional.empty();
    }
    List<Expr> parts = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      exactly(given.get(i), wanted.get(i)).ifPresent(parts::add);
    }
    return parts.size() == given.size()
        ? Optional.of(VectorCall.of(call.function(), parts))
        : Optional.empty();
  }

  private static @Nullable Object converted(Expr.Literal literal, Object value, DType type) {
    if (type.isInteger() || type.isUnsigned()) {
      return integer(literal, value, type);
    }
    if (type.equals(DType.INTERVAL)) {
      return value instanceof String text ? CalendarInterval.parse(text.strip()) : null;
    }
    if (type instanceof CategoricalType categorical) {
      // An unknown name is an error at once: it equals nothing, and stands nowhere in the order.
      return value instanceof String name ? (Object) (long) categorical.code(name) : null;
    }
    if (type.isFloating()) {
      if (value instanceof Double d) {
        return type == DType.FLOAT64 || (float) (double) d == d || Double.isNaN(d) ? d : null;
      }
      return value instanceof Long n && isWhole(literal.type()) && (long) (double) n == n
          ? Double.valueOf(n)
          : null;
    }
    if (type instanceof DecimalType decimal) {
      BigDecimal exact =
          switch (value) {
            case Long n when isWhole(literal.type()) -> BigDecimal.valueOf(n);
            case BigDecimal d -> d;
            default -> null;
          };
      if (exact == null) {
        return null;
      }
      BigDecimal scaled = exact.setScale(decimal.scale(), RoundingMode.UNNECESSARY);
      return scaled.precision() <= decimal.precision() ? scaled : null;
    }
    if (type.isTemporal()) {
      return temporal(literal, value, type);
    }
    if (type instanceof TickType to) {
      return clock(literal, value, to);
    }
    return null;
  }

  private static boolean isWhole(DType type) {
    return type.isInteger() || type.isUnsigned();
  }

  /* An integer; a decimal that is whole is one beside uint64, whose values no long says. */
  private static @Nullable Object integer(Expr.Literal literal, Object value, DType type) {
    if (type == DType.UINT64) {
      BigDecimal exact =
          switch (value) {
            case Long n when isWhole(literal.type()) -> BigDecimal.valueOf(n);
            case BigDecimal d -> d.setScale(0, RoundingMode.UNNECESSARY);
            default -> null;
          };
      return exact != null && exact.signum() >= 0 && exact.toBigInteger().bitLength() <= Long.SIZE
          ? exact
          : null;
    }
    long n;
    if (value instanceof Long whole && isWhole(literal.type())) {
      n = whole;
    } else if (value instanceof BigDecimal large && literal.type() == DType.UINT64) {
      n = large.longValueExact();
    } else {
      return null;
    }
    int bits = 64 - 8 * type.byteWidth();
    boolean fits = type.isUnsigned() ? n << bits >>> bits == n : n << bits >> bits == n;
    return fits ? n : null;
  }

  private static @Nullable Object temporal(Expr.Literal literal, Object value, DType type) {
    if (value instanceof String text) {
      String iso = text.strip().replace(' ', 'T');
      if (type == DType.DATE) {
        return LocalDate.parse(iso).toEpochDay();
      }
      LocalDateTime time =
          iso.indexOf('T') < 0 ? LocalDate.parse(iso).atStartOfDay() : LocalDateTime.parse(iso);
      return ticksExact(time, ((TimestampType) type).unit());
    }
    if (!(value instanceof Long count)) {
      return null;
    }
    if (type instanceof TimestampType to && literal.type() == DType.DATE) {
      return Math.multiplyExact(Math.multiplyExact(count, 86_400L), to.unit().perSecond());
    }
    if (type instanceof TimestampType to && literal.type() instanceof TimestampType from) {
      if (to.hasZone() != from.hasZone()) {
        return null;
      }
      return inUnit(count, from, to);
    }
    return null;
  }

  /* A time of day or a duration. */
  private static @Nullable Object clock(Expr.Literal literal, Object value, TickType type) {
    if (value instanceof String text) {
      return ticks(text.strip(), type);
    }
    return value instanceof Long count
            && literal.type() instanceof TickType from
            && from.getClass() == type.getClass()
        ? inUnit(count, from, type)
        : null;
  }

  private static @Nullable Object inUnit(long count, TickType from, TickType to) {
    long a = from.unit().perSecond();
    long b = to.unit().perSecond();
    return b >= a
        ? (Object) Math.multiplyExact(count, b / a)
        : (count % (a / b) == 0 ? (Object) (count / (a / b)) : null);
  }

  /** A time of day or a duration, both in ISO 8601, as the count of {@code type}'s unit. */
  static long ticks(String text, TickType type) {
    if (type instanceof DurationType) {
      return ticks(Duration.parse(text), type.unit());
    }
    LocalTime time = LocalTime.parse(text);
    return ticks(Duration.ofNanos(time.toNanoOfDay()), type.unit());
  }

  /** {@code duration} as a count of {@code unit}; one that is no whole number is an error. */
  static long ticks(Duration duration, TimeUnit unit) {
    long perSecond = unit.perSecond();
    long nanosPerTick = 1_000_000_000L / perSecond;
    if (duration.getNano() % nanosPerTick != 0) {
      throw new ArithmeticException("finer than " + unit);
    }
    return Math.addExact(
        Math.multiplyExact(duration.getSeconds(), perSecond), duration.getNano() / nanosPerTick);
  }

  private static Expr.Literal decimal(BigDecimal value) {
    BigDecimal positive = value.scale() < 0 ? value.setScale(0, RoundingMode.UNNECESSARY) : value;
    int precision = Math.max(positive.precision(), Math.max(1, positive.scale()));
    if (precision > DecimalType.MAX_PRECISION) {
      throw new PlanException(value + " has more than 38 digits");
    }
    return new Expr.Literal(DType.decimal(precision, positive.scale()), positive);
  }

  private static TimeUnit unitOf(int nano) {
    return nano % 1000 == 0 ? TimeUnit.MICRO : TimeUnit.NANO;
  }

  private static long ticks(LocalDateTime time, TimeUnit unit) {
    try {
      return ticksExact(time, unit);
    } catch (ArithmeticException e) {
      throw new PlanException(time + " does not fit a timestamp in " + unit);
    }
  }

  private static long ticksExact(LocalDateTime time, TimeUnit unit) {
    long perSecond = unit.perSecond();
    long nanosPerTick = 1_000_000_000L / perSecond;
    if (time.getNano() % nanosPerTick != 0) {
      throw new ArithmeticException("finer than " + unit);
    }
    return Math.addExact(
        Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), perSecond),
        time.getNano() / nanosPerTick);
  }

  /** A constant as the user may have written it. */
  static String text(Expr.Literal literal) {
    Object value = literal.value();
    if (value == null) {
      return "null";
    }
    if (literal.type() == DType.DATE) {
      return LocalDate.ofEpochDay((Long) value).toString();
    }
    if (literal.type() instanceof TimestampType type) {
      long perSecond = type.unit().perSecond();
      long count = (Long) value;
      return LocalDateTime.ofEpochSecond(
              Math.floorDiv(count, perSecond),
              (int) (Math.floorMod(count, perSecond) * (1_000_000_000L / perSecond)),
              ZoneOffset.UTC)
          .toString();
    }
    if (literal.type() instanceof CategoricalType type) {
      return "'" + type.name((int) (long) (Long) value) + "'";
    }
    if (literal.type() instanceof TimeType type) {
      return LocalTime.ofNanoOfDay((Long) value * (1_000_000_000L / type.unit().perSecond()))
          .toString();
    }
    if (literal.type() instanceof DurationType type) {
      long perSecond = type.unit().perSecond();
      long count = (Long) value;
      return Duration.ofSeconds(
              Math.floorDiv(count, perSecond),
              Math.floorMod(count, perSecond) * (1_000_000_000L / perSecond))
          .toString();
    }
    return value instanceof String text ? "'" + text + "'" : value.toString();
  }
}
